// The variables of the service manager are meant for one process, and only a time above zero is a watchdog.
import { describe, expect, it } from 'vitest';
import { serviceEnvironment } from '../../../src/runtime/service/environment.js';

const SOCKET = '/run/systemd/notify';

describe('the watchdog of the service manager', () => {
  it.each([
    ['2000000', '7', 2000],
    ['2000000', '', 2000],
    ['500', '7', 0.5],
    ['2000000', '8', null],
    ['0', '7', null],
    ['', '7', null],
    ['-1', '7', null],
    ['2s', '7', null],
    ['0x10', '7', null],
  ])('with WATCHDOG_USEC=%s and WATCHDOG_PID=%s waits for process 7 for %s ms', (usec, pid, expected) => {
    const env = { NOTIFY_SOCKET: SOCKET, WATCHDOG_USEC: usec, WATCHDOG_PID: pid };
    expect(serviceEnvironment(env, 7)).toEqual({ socket: SOCKET, watchdogMs: expected });
  });

  it('does not exist without a socket', () => {
    expect(serviceEnvironment({ WATCHDOG_USEC: '2000000' }, 7)).toEqual({ socket: null, watchdogMs: null });
  });
});
