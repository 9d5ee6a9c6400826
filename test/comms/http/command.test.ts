// Commands over HTTP: who may send them, what reaches the gate, and the replies.
import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../../support/until.js';
import { ask, type Reply } from './client.js';
import { HttpBench, NOW_MS } from './http-bench.js';

const TOKEN = 'correct horse bättery';
/** The token as a client sends it, in UTF-8. */
const BEARER = { authorization: `Bearer ${Buffer.from(TOKEN).toString('latin1')}` };

let bench: HttpBench;

afterEach(() => bench.stop());

async function startBench(options: ConstructorParameters<typeof HttpBench>[0] = { token: TOKEN }) {
  bench = await HttpBench.start(options);
}

function send(name: string, body: unknown, headers: Record<string, string> = BEARER): Promise<Reply> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return ask(`${bench.url}api/command/${name}`, { method: 'POST', headers, body: text });
}

/** Answers the next command as control does. */
async function settle(requestId: string, error: 'refused' | null, message: string): Promise<void> {
  await until('it has come to control', () => bench.commands.some((c) => c.requestId === requestId));
  bench.gate.settle({ requestId, ok: error === null, error, message });
}

describe('a command with the right token', () => {
  it('reaches control and is answered with what control says', async () => {
    await startBench();
    const reply = send('mode', { requestId: 'a1', mode: 'accuracy', by: 'Ann' });
    await settle('a1', null, 'mode is accuracy');
    const { status, json } = await reply;
    expect(status).toBe(200);
    expect(json).toEqual({ requestId: 'a1', ok: true, error: null, message: 'mode is accuracy' });
    expect(bench.commands).toEqual([
      { requestId: 'a1', request: { name: 'mode', mode: 'accuracy' }, by: 'Ann', origin: 'http' },
    ]);
  });

  it('is 409 when control refuses it', async () => {
    await startBench();
    const reply = send('start', { requestId: 'a2', ts: NOW_MS });
    await settle('a2', 'refused', 'the plant is tripped');
    const { status, json } = await reply;
    expect(status).toBe(409);
    expect(json).toEqual({ requestId: 'a2', ok: false, error: 'refused', message: 'the plant is tripped' });
  });

  it.each([
    ['start', { requestId: 'b1', ts: NOW_MS - 5001 }, 409, 'stale'],
    ['start', { requestId: 'b2' }, 409, 'stale'],
    ['stop', { requestId: 'b3' }, 403, 'not_allowed'],
    ['mode', { requestId: 'b4', mode: 'fast' }, 400, 'invalid'],
    ['mode', { mode: 'accuracy' }, 400, 'invalid'],
    ['mode', 'no JSON', 400, 'invalid'],
    ['mode', '', 400, 'invalid'],
    ['explode', { requestId: 'b5' }, 404, 'invalid'],
    ['', { requestId: 'b6' }, 404, 'invalid'],
  ])('that is wrong is answered by the gate: %s %j is %i %s', async (name, body, status, error) => {
    await startBench();
    const reply = await send(name, body);
    expect(reply.status).toBe(status);
    expect(reply.json).toMatchObject({ ok: false, error });
    expect(bench.commands).toEqual([]);
  });

  it('that is repeated gets the first reply again and acts once', async () => {
    await startBench();
    const first = send('mode', { requestId: 'c1', mode: 'accuracy' });
    await settle('c1', null, 'mode is accuracy');
    const again = await send('mode', { requestId: 'c1', mode: 'accuracy' });
    expect(again.json).toEqual((await first).json);
    expect(bench.commands).toHaveLength(1);
  });

  it('is 504 when control does not answer, and its reply is there for a repetition', async () => {
    await startBench({ token: TOKEN, limits: { commandAnswerMs: 30 } });
    const { status, json } = await send('mode', { requestId: 'd1', mode: 'accuracy' });
    expect(status).toBe(504);
    expect(json.error).toBe('timeout');
    await settle('d1', null, 'mode is accuracy');
    const later = await send('mode', { requestId: 'd1', mode: 'accuracy' });
    expect(later.json).toMatchObject({ ok: true });
  });

  it.each([
    ['64 kB, which the gate judges', 64 * 1024, 400],
    ['more than 64 kB', 64 * 1024 + 1, 413],
    ['much more than 64 kB', 900 * 1024, 413],
  ])('and a body of %s', async (_, length, status) => {
    await startBench();
    expect((await send('mode', 'x'.repeat(length))).status).toBe(status);
  });
});

describe('a client that disconnects', () => {
  it('before control answers does not disturb others', async () => {
    await startBench();
    const leaving = request(`${bench.url}api/command/mode`, {
      method: 'POST',
      headers: BEARER,
      agent: false,
    });
    leaving.on('error', () => {});
    leaving.end(Buffer.from(JSON.stringify({ requestId: 'f1', mode: 'accuracy' })));
    await until('it has come to control', () => bench.commands.length === 1);
    leaving.destroy();
    await until('it has gone', () => leaving.closed);
    await send('mode', 'another one, so that the server has noticed');
    bench.gate.settle({ requestId: 'f1', ok: true, error: null, message: 'mode is accuracy' });
    const again = await send('mode', { requestId: 'f1', mode: 'accuracy' });
    expect(again.json).toMatchObject({ ok: true });
  });

  it('in the middle of its body does not disturb others', async () => {
    await startBench();
    const leaving = request(`${bench.url}api/command/mode`, {
      method: 'POST',
      headers: BEARER,
      agent: false,
    });
    leaving.on('error', () => {});
    leaving.write(Buffer.from('{"requestId":'));
    await send('mode', 'another one, so that the beginning has come');
    leaving.destroy();
    await until('it has gone', () => leaving.closed);
    expect((await send('mode', 'another one')).status).toBe(400);
    expect(bench.logLines.filter((line) => line.includes('error'))).toEqual([]);
  });
});

describe('a body without end', () => {
  it('is cut off', async () => {
    await startBench();
    const outgoing = request(`${bench.url}api/command/mode`, { method: 'POST', headers: BEARER });
    const closed = new Promise((resolve) => outgoing.on('close', resolve).on('error', resolve));
    const chunk = Buffer.alloc(64 * 1024, 'x');
    let sent = 0;
    const goOn = () => {
      while (sent < 64 && !outgoing.destroyed && outgoing.write(chunk)) {
        sent++;
      }
    };
    outgoing.on('drain', goOn);
    goOn();
    await closed;
    expect(bench.commands).toEqual([]);
  });
});

describe('a command without the right token', () => {
  it.each([
    ['none at all', {}],
    ['another one', { authorization: 'Bearer wrong' }],
    ['a beginning of it', { authorization: 'Bearer correct' }],
    ['an empty one', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: `Basic ${Buffer.from(TOKEN).toString('latin1')}` }],
  ])('is 401 and changes nothing: %s', async (_, headers) => {
    await startBench();
    const reply = await send('mode', { requestId: 'e1', mode: 'accuracy' }, headers);
    expect(reply.status).toBe(401);
    expect(reply.headers['www-authenticate']).toContain('Bearer');
    expect(reply.json.error).toBe('unauthorised');
    expect(bench.commands).toEqual([]);
  });

  it('is 403 when the configuration has no token, with any token', async () => {
    await startBench({});
    for (const headers of [BEARER, {}, { authorization: 'Bearer undefined' }, { authorization: 'Bearer ' }]) {
      const reply = await send('mode', { requestId: 'e2', mode: 'accuracy' }, headers);
      expect(reply.status).toBe(403);
      expect(reply.json.message).toContain('http.token');
    }
    expect(bench.commands).toEqual([]);
  });

  it('makes a line in the log, and a flood of them makes only a few', async () => {
    await startBench();
    for (let i = 0; i < 20; i++) {
      await send('mode', {}, { authorization: 'Bearer wrong' });
    }
    const lines = bench.logLines.filter((line) => line.includes('wrong token'));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThanOrEqual(6);
  });
});
