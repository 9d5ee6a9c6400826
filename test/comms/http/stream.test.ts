// The event stream: what a subscriber gets at each rate, what a slow one loses, and that others are not affected.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import type { SubscriberReport } from '../../../src/streams/index.js';
import { until } from '../../support/until.js';
import { ask, StreamClient } from './client.js';
import { HttpBench, type HttpBenchOptions, NOW_MS } from './http-bench.js';

const benches: HttpBench[] = [];

async function startBench(options?: HttpBenchOptions): Promise<HttpBench> {
  const bench = await HttpBench.start(options);
  benches.push(bench);
  return bench;
}

function subscribe(bench: HttpBench, query = '', options?: { isReading: boolean }): Promise<StreamClient> {
  return StreamClient.open(`${bench.url}api/stream${query}`, options);
}

afterEach(async () => {
  await Promise.all(benches.splice(0).map((bench) => bench.stop()));
});

describe('a message of the stream', () => {
  it('has run, seq, ts, values and quality, in one data line', async () => {
    const bench = await startBench();
    const client = await subscribe(bench, '?rate=60');
    bench.frame(600, {
      values: [1.55, Number.NaN, 257200],
      qualities: [QUALITY.stale, QUALITY.bad, QUALITY.good],
    });
    await client.got(1);
    expect(client.response.headers['content-type']).toBe('text/event-stream');
    expect(client.messages[0]).toEqual({
      run: 3,
      seq: 1,
      ts: NOW_MS + 10_000,
      values: { 'chain.velocity': 1.55, 'generator.power': null, 'pneumatics.tankPressure': 257200 },
      quality: { 'chain.velocity': 'stale', 'generator.power': 'bad' },
    });
  });

  it('has the channels that were asked for, in their order', async () => {
    const bench = await startBench();
    const client = await subscribe(bench, '?rate=60&channels=generator.power,chain.velocity,generator.power');
    bench.frame(1);
    await client.got(1);
    expect(Object.keys(client.messages[0]!.values)).toEqual(['generator.power', 'chain.velocity']);
  });
});

describe('the rate of a stream', () => {
  it.each([1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60])(
    'is an exact division of the base ticks at %i Hz',
    async (rate) => {
      const bench = await startBench();
      const client = await subscribe(bench, `?rate=${rate}`);
      bench.frames(31, 631);
      await client.got(10 * rate);
      const divisor = 60 / rate;
      const first = Math.ceil(31 / divisor) * divisor;
      expect(client.ticks).toEqual(Array.from({ length: 10 * rate }, (_, i) => first + i * divisor));
      expect(client.seqs).toEqual(Array.from({ length: 10 * rate }, (_, i) => i + 1));
    },
  );

  it('is the rate of the telemetry when the request has none, also after a change', async () => {
    const bench = await startBench();
    const client = await subscribe(bench);
    const due = [6, 12, 18, 21, 24, 27];
    for (let tick = 1; tick <= 30; tick++) {
      bench.frame(tick, { telemetrySeq: due.includes(tick) ? 811 + due.indexOf(tick) : 0 });
    }
    await client.got(6);
    expect(client.ticks).toEqual(due);
    expect(client.seqs).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('keeps its grid when a due frame is missing: the next one takes its place', async () => {
    const bench = await startBench();
    const client = await subscribe(bench, '?rate=10');
    for (let tick = 1; tick <= 24; tick++) {
      if (tick !== 12) {
        bench.frame(tick);
      }
    }
    await client.got(4);
    expect(client.ticks).toEqual([6, 13, 18, 24]);
    expect(client.seqs).toEqual([1, 2, 3, 4]);
  });

  it.each([
    // The message of tick 66 comes late, on tick 68. The ticks 18 to 60 are lost.
    ['?rate=10', [1, 2, 11, 12, 13]],
    ['?rate=60', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79]],
  ])('shows lost frames as a gap in seq (%s)', async (query, seqs) => {
    const bench = await startBench();
    const client = await subscribe(bench, query);
    bench.frames(1, 13);
    bench.frames(68, 80);
    await client.got(seqs.length);
    expect(client.seqs).toEqual(seqs);
  });

  it('begins with seq 1 for each subscriber', async () => {
    const bench = await startBench();
    const early = await subscribe(bench, '?rate=60');
    bench.frames(1, 11);
    const late = await subscribe(bench, '?rate=60');
    bench.frames(11, 21);
    await Promise.all([early.got(20), late.got(10)]);
    expect(late.ticks[0]).toBe(11);
    expect(late.seqs).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(early.seqs.at(-1)).toBe(20);
  });
});

describe('a refused request for a stream', () => {
  it.each([
    ['rate=7', 'rate is "7", it has to be one of 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60 (Hz)'],
    ['rate=0', 'rate is "0"'],
    ['rate=', 'rate is ""'],
    ['rate=-5', 'rate is "-5"'],
    ['rate=7.5', 'rate is "7.5"'],
    ['rate=120', 'rate is "120"'],
    ['rate=1e1', 'rate is "1e1"'],
    ['channels=chain.velocity,chain.speed', 'channels names "chain.speed"; /api/meta lists'],
    ['channels=', 'channels names ""'],
    ['channels=__proto__', 'channels names "__proto__"'],
    ['chanels=chain.velocity', 'there is no parameter "chanels"'],
  ])('is answered with 400 and says what is wrong: %s', async (query, message) => {
    const bench = await startBench();
    const reply = await ask(`${bench.url}api/stream?${query}`);
    expect(reply.status).toBe(400);
    expect(reply.json.error).toBe('invalid');
    expect(reply.json.message).toContain(message);
    expect(bench.streams.size).toBe(0);
  });

  it('is answered with 503 when too many streams are open, and gets a stream after another one has closed', async () => {
    const bench = await startBench({ limits: { subscribers: 2 } });
    const first = await subscribe(bench);
    await subscribe(bench);
    const refused = await ask(`${bench.url}api/stream`);
    expect(refused.status).toBe(503);
    expect(refused.json.error).toBe('too_many');
    first.close();
    await until('it has gone', () => bench.streams.size === 1);
    expect((await subscribe(bench)).response.statusCode).toBe(200);
  });
});

describe('a subscriber', () => {
  it('is counted from its request until it disconnects', async () => {
    const bench = await startBench();
    const clients = await Promise.all([1, 2, 3].map(() => subscribe(bench, '?rate=5')));
    expect(bench.streams.size).toBe(3);
    clients[1]?.close();
    await until('it is not counted any more', () => bench.streams.size === 2);
    bench.frames(1, 61);
    await clients[2]?.got(5);
    expect(clients[2]?.seqs).toEqual([1, 2, 3, 4, 5]);
  });

  it('that does not read loses messages, which are counted and missing from seq, and does not slow others', async () => {
    const bench = await startBench({ bufferSize: 20 });
    const fast = await subscribe(bench, '?rate=60');
    const slow = await subscribe(bench, '?rate=60', { isReading: false });
    let tick = 0;
    while (bench.streams.dropped < 100 && tick < 400_000) {
      bench.frames(tick + 1, tick + 11);
      tick += 10;
      await nextTurn();
    }
    const dropped = bench.streams.dropped;
    await fast.got(tick);
    expect(fast.seqs).toEqual(Array.from({ length: tick }, (_, i) => i + 1));

    slow.read();
    await slow.got(tick - dropped);
    expect(slow.messages).toHaveLength(tick - dropped);
    bench.frame(tick + 1);
    await slow.got(tick - dropped + 1);
    expect(slow.seqs.at(-1)).toBe(tick + 1);
    expect(bench.streams.dropped).toBe(dropped);
  });

  it('is listed with its counts by /api/streams, both a slow one and a normal one', async () => {
    const bench = await startBench({ bufferSize: 20, limits: { backlogBytes: 2000 } });
    const normal = await subscribe(bench, '?rate=1&channels=chain.velocity');
    await subscribe(bench, '?rate=60', { isReading: false });
    bench.frames(1, 61);
    await normal.got(1);
    const { json } = await ask(`${bench.url}api/streams`);
    expect(json.topics).toMatchObject({ telemetry: { sent: 812, dropped: 3 } });
    const subscribers = json.subscribers as SubscriberReport[];
    expect(json.total).toBe(2);
    expect(subscribers[0]).toEqual({
      id: 'http-1',
      rate: 1,
      channels: 1,
      priority: false,
      sent: 1,
      waiting: 0,
      thinned: 0,
      dropped: 0,
      byCause: { queue: 0, backlog: 0, failed: 0, parked: 0, lost: 0 },
      parked: false,
    });
    const { id, sent, waiting, dropped, byCause } = subscribers[1]!;
    expect(id).toBe('http-2');
    expect(sent + waiting + dropped).toBe(60);
    expect(byCause.backlog).toBe(dropped);
    expect(dropped).toBeGreaterThan(30);
  });

  it('has a limit of waiting bytes as well as of messages', async () => {
    const bench = await startBench({ limits: { backlogBytes: 2000 } });
    await subscribe(bench, '?rate=60');
    // All in one turn of the event loop, so the operating system takes nothing meanwhile.
    bench.frames(1, 101);
    const unlimited = await startBench();
    await subscribe(unlimited, '?rate=60');
    unlimited.frames(1, 101);
    expect(bench.streams.dropped).toBeGreaterThan(50);
    expect(unlimited.streams.dropped).toBe(0);
  });

  it('gets a comment at each heartbeat while no frames come', async () => {
    const bench = await startBench({ limits: { heartbeatMs: 10 } });
    const client = await subscribe(bench);
    await until('three comments have come', () => client.comments.length >= 3);
    expect(client.comments.every((comment) => comment.startsWith(':'))).toBe(true);
    expect(client.messages).toEqual([]);
  });

  it('that takes no heartbeat any more is disconnected', async () => {
    const bench = await startBench({ limits: { heartbeatMs: 200 } });
    await subscribe(bench, '?rate=60', { isReading: false });
    let tick = 0;
    while (bench.streams.size > 0 && tick < 400_000) {
      bench.frames(tick + 1, tick + 101);
      tick += 100;
      await nextTurn();
    }
    expect(bench.streams.size).toBe(0);
    expect(bench.streams.dropped).toBeGreaterThan(0);
  });
});
