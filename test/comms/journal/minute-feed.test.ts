// How the rows of minutes reach the store: also after its absence, with the events of their time, with or without a broker.
import { describe, expect, it } from 'vitest';
import { MinuteFeed } from '../../../src/comms/journal/minute-feed.js';
import { decodeBody } from '../../../src/features/row-codec.js';
import { createLogger } from '../../../src/shared/log.js';
import { aFrame, LAYOUT, START_MS } from '../../features/fixtures.js';
import { until } from '../../support/until.js';
import { alertEvent, FakeSource } from '../fake-source.js';

class Bench {
  readonly source = new FakeSource();
  private tick = 0;
  readonly feed: MinuteFeed;

  constructor(prepare: (source: FakeSource) => void = () => {}) {
    prepare(this.source);
    this.feed = new MinuteFeed({
      layout: LAYOUT,
      run: 3,
      source: this.source,
      log: createLogger('comms', () => {}, { journal: false }),
      wallClock: () => START_MS + this.tick * 16,
    });
  }

  run(seconds: number): void {
    const end = this.tick + seconds * 60;
    for (; this.tick < end; this.tick++) {
      this.feed.frame(aFrame(this.tick, START_MS + Math.floor((this.tick * 1000) / 60)));
    }
  }

  get bodies() {
    return this.source.minutes.map(({ body }) => decodeBody(body));
  }
}

const trip = (ts: number) => ({ type: 'trip', ts, data: { cause: 'overspeed' } }) as const;
const started = (run: number, ts: number) => {
  return { type: 'lifecycle', ts, data: { program: 'started', run } } as const;
};

describe('rows', () => {
  it('are stored once a minute, with their events', async () => {
    const bench = new Bench();
    bench.source.store(started(3, START_MS));
    bench.run(10);
    bench.source.store(trip(START_MS + 10_000));
    await new Promise(setImmediate);
    bench.run(120);
    await until('two minutes are stored', () => bench.source.minutes.length === 2);
    expect(bench.source.minutes.map(({ ts, run, tick }) => [ts, run, tick])).toEqual([
      [START_MS, 3, 0],
      [START_MS + 60_000, 3, 3600],
    ]);
    expect(bench.bodies.map(({ trips }) => trips)).toEqual([{ overspeed: 1 }, {}]);
  });

  it('wait while the store is away, and are stored in order when it is back', async () => {
    const bench = new Bench();
    bench.source.isAway = true;
    bench.run(190);
    await bench.feed.end(0);
    expect(bench.source.minutes).toEqual([]);
    bench.source.isAway = false;
    bench.source.storeSome(1);
    await until('all rows are stored', () => bench.source.minutes.length === 4);
    expect(bench.source.minutes.map(({ tick }) => tick)).toEqual([0, 3600, 7200, 10_800]);
    expect(bench.feed.lost).toBe(0);
  });

  it('are dropped, oldest first and counted, when more than an hour of them waits', () => {
    const bench = new Bench();
    bench.source.isAway = true;
    bench.run(62 * 60 + 10);
    expect(bench.feed.lost).toBe(2);
  });

  it('are stored at the stop for an unfinished minute', async () => {
    const bench = new Bench();
    bench.run(20);
    await bench.feed.end(1000);
    expect(bench.bodies.map(({ frames, complete }) => [frames, complete])).toEqual([[1200, false]]);
  });
});

describe('another log', () => {
  it('is read from its first new event: events that the store took over from memory were counted already', async () => {
    const bench = new Bench();
    bench.source.store(started(3, START_MS), trip(START_MS + 1));
    await new Promise(setImmediate);
    bench.feed.newLog(3);
    bench.source.store(trip(START_MS + 1), trip(START_MS + 2));
    await new Promise(setImmediate);
    bench.run(30);
    await bench.feed.end(1000);
    expect(bench.bodies[0]?.trips).toEqual({ overspeed: 2 });
  });
});

describe('the first row', () => {
  async function firstRow(...before: Parameters<FakeSource['store']>) {
    const bench = new Bench((source) => source.store(...before));
    bench.source.storeSome(1);
    await until('the beginning is known', () => bench.source.storedUpTo > 0);
    await new Promise(setImmediate);
    bench.run(30);
    await bench.feed.end(1000);
    return bench.bodies[0]!;
  }

  it('has the events of its run from before the first frame, and none of another run', async () => {
    const { trips } = await firstRow(trip(START_MS + 1), started(3, START_MS + 2), trip(START_MS + 3));
    expect(trips).toEqual({ overspeed: 1 });
  });

  it('has the events of its minute from before a restart of the thread, and no older ones', async () => {
    const { trips } = await firstRow(started(3, START_MS - 9e5), trip(START_MS - 8e5), trip(START_MS + 3));
    expect(trips).toEqual({ overspeed: 1 });
  });

  it('knows of alarms that have been active for long', async () => {
    const old = { ...alertEvent('hot', { since: START_MS - 9e5 }), ts: START_MS - 9e5 };
    const { alarms } = await firstRow(old, started(3, START_MS - 8e5));
    expect(alarms.hot?.raised).toBe(0);
    expect(alarms.hot?.activeS).toBeCloseTo(30, 1);
  });
});
