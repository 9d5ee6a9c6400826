// The reason that an operator reads when there is no connection, and the failures after which another MQTT version is tried.
import { describe, expect, it } from 'vitest';
import { closedWithoutError, failureOf } from '../../../src/comms/mqtt/failure.js';

const failures: [what: string, error: unknown, reason: RegExp, mayBeProtocol: boolean][] = [
  ['a refused port', { code: 'ECONNREFUSED' }, /nothing listens there/, false],
  ['an unknown host', { code: 'ENOTFOUND' }, /host not found/, false],
  ['a self-signed certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, /not trusted.*mqtt\.ca/, false],
  ['an expired certificate', { code: 'CERT_HAS_EXPIRED' }, /expired/, false],
  ['another host in it', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, /another host name/, false],
  ['a wrong password (3.1.1)', { code: 4 }, /wrong user name or password/, false],
  ['a wrong password (5)', { code: 134 }, /wrong user name or password/, false],
  ['no permission', { code: 135 }, /not authorised/, false],
  ['a broker of 3.1.1', { code: 1 }, /does not speak this MQTT version/, true],
  ['a broker that does not know MQTT 5', { code: 132 }, /does not speak this MQTT version/, true],
  ['a take-over', { code: 142 }, /another client with the same id/, false],
  ['a reason code of the future', { code: 200 }, /reason code 200/, false],
  ['an unknown code of the system', { code: 'EWHAT', message: 'odd' }, /odd \(EWHAT\)/, false],
  ['no answer', { message: 'connack timeout' }, /does not answer/, false],
  ['an unreadable answer', { message: 'Cannot parse' }, /Cannot parse/, true],
  ['a connection that is cut at once', { code: 'ECONNRESET' }, /cut the connection/, true],
];

describe('the reason of a failed attempt', () => {
  it.each(failures)('with %s', (_, error, reason, mayBeProtocol) => {
    const failure = failureOf(error, false);
    expect(failure.reason).toMatch(reason);
    expect(failure.mayBeProtocol).toBe(mayBeProtocol);
  });
});

it('is never the protocol once the broker has accepted the connection', () => {
  expect(failureOf({ code: 'ECONNRESET' }, true).mayBeProtocol).toBe(false);
  expect(failureOf({ message: 'Cannot parse' }, true).mayBeProtocol).toBe(false);
  expect(closedWithoutError(true).mayBeProtocol).toBe(false);
});

it('may be the protocol when the broker closes without an answer', () => {
  expect(closedWithoutError(false).mayBeProtocol).toBe(true);
});
