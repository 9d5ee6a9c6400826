// The history over HTTP: how a question is understood, the form of the reply, and the errors.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask } from './client.js';
import { HttpBench, NOW_MS } from './http-bench.js';

let bench: HttpBench;

beforeEach(async () => {
  bench = await HttpBench.start();
});

afterEach(() => bench.stop());

const get = (query: string) => ask(`${bench.url}api/history?${query}`);
const json = (text: string) => Buffer.from(text);

describe('a question', () => {
  it.each([
    ['from=1764000000000&to=1764003600000', 1_764_000_000_000, 1_764_003_600_000],
    ['from=2026-01-31T06:00Z&to=2026-02-01', 1_769_839_200_000, 1_769_904_000_000],
    ['from=2026-01-31T06:00%2B01:00&to=2026-01-31T06:00:00.500+01:00', 1_769_835_600_000, 1_769_835_600_500],
    ['to=1764003600000', 1_764_000_000_000, 1_764_003_600_000],
    ['from=1763999990000', 1_763_999_990_000, NOW_MS],
    ['', NOW_MS - 3_600_000, NOW_MS],
  ])('takes the times %s', async (times, fromMs, toMs) => {
    expect((await get(`channel=chain.velocity&${times}`)).status).toBe(200);
    expect(bench.source.questions).toMatchObject([
      { channels: ['chain.velocity'], fromMs, toMs, points: 1000, fresh: [] },
    ]);
  });

  it('takes a number of points, and channels by commas', async () => {
    await get('channel=chain.velocity,generator.power&points=50');
    expect(bench.source.questions).toMatchObject([
      { channels: ['chain.velocity', 'generator.power'], points: 50 },
    ]);
  });
});

describe('the reply', () => {
  it('is one series for one channel', async () => {
    bench.source.historyAnswer = { kind: 'series', json: [json('{"channel":"a.b","points":[]}')] };
    expect((await get('channel=a.b')).json).toEqual({ channel: 'a.b', points: [] });
  });

  it('is a list of series for several channels', async () => {
    bench.source.historyAnswer = {
      kind: 'series',
      json: [json('{"channel":"a.b"}'), json('{"channel":"c.d"}')],
    };
    expect((await get('channel=a.b,c.d')).json).toEqual({ series: [{ channel: 'a.b' }, { channel: 'c.d' }] });
  });

  it('is compressed when it is large and the client accepts that', async () => {
    const points = Array.from({ length: 5000 }, (_, i) => [NOW_MS + i, i, i, i]);
    const series = { channel: 'a.b', points };
    bench.source.historyAnswer = { kind: 'series', json: [json(JSON.stringify(series))] };
    const reply = await fetch(`${bench.url}api/history?channel=a.b`);
    expect(reply.headers.get('content-encoding')).toBe('gzip');
    expect(await reply.json()).toEqual(series);
  });
});

describe('an error', () => {
  it.each([
    ['', 'channel is missing'],
    ['channel=a.b&from=yesterday', 'from is "yesterday", it has to be a time: ISO 8601'],
    ['channel=a.b&to=2026-02-30', 'to is "2026-02-30"'],
    ['channel=a.b&from=1764003600000&to=1764000000000', 'from has to be earlier than to'],
    ['channel=a.b&from=1764000000000&to=1764000000000', 'from has to be earlier than to'],
    ['channel=a.b&points=0', 'points is "0", it has to be a whole number from 1 to 10000'],
    ['channel=a.b&points=10001', 'points is "10001"'],
    ['channel=a.b&points=1e3', 'points is "1e3"'],
    ['channel=a.b,c.d,e.f,g.h,i.j,k.l&points=10000', 'a reply has at most 50000 points'],
    ['channel=a.b&step=5', 'there is no parameter "step"'],
  ])('names what is wrong with %s', async (query, message) => {
    const reply = await get(query);
    expect(reply.status).toBe(400);
    expect(reply.json).toMatchObject({ error: 'invalid' });
    expect(reply.json.message).toContain(message);
    expect(bench.source.questions).toEqual([]);
  });

  it('names the channels without history', async () => {
    bench.source.historyAnswer = { kind: 'unknown', channels: ['no.such'] };
    const reply = await get('channel=chain.velocity,no.such');
    expect(reply.status).toBe(400);
    expect(reply.json.message).toContain('there is no history of "no.such"; /api/meta lists the channels');
  });

  it('is 503 while the store is being restarted', async () => {
    bench.source.isAway = true;
    expect((await get('channel=chain.velocity')).status).toBe(503);
  });
});
