// The way of the history from the frames into the store, and questions about it.
import { describe, expect, it } from 'vitest';
import { HistoryFeed } from '../../../src/comms/journal/history-feed.js';
import { FRAME } from '../../../src/control/records/frame.js';
import { createLogger } from '../../../src/shared/log.js';
import { CHANNELS, LAYOUT, START_MS, secondsOf } from '../../history/fixtures.js';
import { until } from '../../support/until.js';
import { FakeSource } from '../fake-source.js';

class Bench {
  readonly source = new FakeSource();
  readonly feed = new HistoryFeed({
    layout: LAYOUT,
    run: 4,
    channels: CHANNELS.slice(0, 1),
    source: this.source,
    log: createLogger('comms', () => {}),
  });
  private tick = 0;

  run(seconds: number): void {
    for (const end = this.tick + seconds * 60; this.tick < end; this.tick++) {
      const frame = new Float64Array(LAYOUT.length);
      frame[FRAME.tick] = this.tick;
      frame[FRAME.ts] = START_MS + Math.floor((this.tick * 1000) / 60);
      this.feed.frame(frame);
    }
  }
}

const QUESTION = { channels: ['chain.velocity'], fromMs: START_MS, toMs: START_MS + 60_000, points: 60 };

describe('chunks', () => {
  it('go to the store every ten seconds, with run, channels and units', async () => {
    const bench = new Bench();
    bench.run(20.1);
    await until('two chunks are stored', () => bench.source.chunks.length === 2);
    expect(bench.source.chunks[1]).toMatchObject({
      run: 4,
      tick: 600,
      channels: [
        { name: 'chain.velocity', unit: 'm/s' },
        { name: 'generator.power', unit: '' },
      ],
    });
  });

  it('wait while the store is away, and are stored in order when it is back', async () => {
    const bench = new Bench();
    bench.source.isAway = true;
    bench.run(25);
    await bench.feed.end(0);
    expect(bench.source.chunks).toEqual([]);
    bench.source.isAway = false;
    bench.source.storeSome(1);
    await until('all chunks are stored', () => bench.source.chunks.length === 3);
    expect(bench.source.chunks.map(({ tick }) => tick)).toEqual([0, 600, 1200]);
    expect(bench.feed.lost).toBe(0);
  });

  it('are dropped, oldest first and counted, when more than an hour of them waits', () => {
    const bench = new Bench();
    bench.source.isAway = true;
    bench.run(3625);
    expect(bench.feed.lost).toBe(2);
  });

  it('are stored at the stop, the unfinished second included', async () => {
    const bench = new Bench();
    bench.run(1.5);
    await bench.feed.end(1000);
    expect(bench.source.chunks.flatMap((chunk) => secondsOf(chunk)).map(({ count }) => count)).toEqual([
      60, 30,
    ]);
  });
});

describe('a question', () => {
  it('is asked together with the seconds that the store does not have', async () => {
    const bench = new Bench();
    bench.source.isAway = true;
    bench.run(12.5);
    await bench.feed.read(QUESTION).catch(() => {});
    const [asked] = bench.source.questions;
    expect(asked).toMatchObject(QUESTION);
    expect(asked?.fresh.map(({ tick }) => tick)).toEqual([0, 600]);
    expect(secondsOf(asked!.fresh[1]!).map(({ count }) => count)).toEqual([60, 60, 30]);
  });

  it('before the first frame has none', async () => {
    const bench = new Bench();
    await bench.feed.read(QUESTION);
    expect(bench.source.questions[0]?.fresh).toEqual([]);
  });
});
