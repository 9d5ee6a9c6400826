// The manager of the streams: exact rates, the content of messages, and no effect of one subscriber on another.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { STREAM_RATES } from '../../src/streams/index.js';
import { accounted, StreamBench, seqsOf, ticksOf, upTo } from './stream-bench.js';

describe('the rate of a subscriber', () => {
  it.each(STREAM_RATES)('of %i Hz is exact over 100 s, on the grid of its divisor', (rate) => {
    const bench = new StreamBench();
    const messages = bench.collect('a', rate);
    bench.run(6000);
    expect(ticksOf(messages)).toEqual(upTo(100 * rate).map((i) => (i * 60) / rate));
    expect(seqsOf(messages)).toEqual(upTo(100 * rate));
  });

  it('is the rate of the telemetry when none is given, and changes with it', () => {
    const bench = new StreamBench();
    const messages = bench.collect('a');
    bench.run(60);
    bench.telemetryDivisor = 3;
    bench.run(60);
    expect(messages).toHaveLength(10 + 20);
    expect(seqsOf(messages)).toEqual(upTo(30));
  });

  it.each([7, 0, -5, 7.5, 120, Number.NaN])('cannot be %d Hz', (rate) => {
    expect(() => new StreamBench().collect('a', rate)).toThrow('it has to be one of 1, 2, 3, 4, 5, 6, 10');
  });
});

describe('a subscriber', () => {
  it('gets run, seq, ts, values and quality of its channels, in their order', () => {
    const bench = new StreamBench();
    const messages = bench.collect('a', 60, { channels: ['generator.power', 'chain.velocity'] });
    bench.run(1);
    expect(messages).toEqual([
      {
        run: 3,
        seq: 1,
        ts: 1764000000017,
        values: { 'generator.power': 0, 'chain.velocity': 1 },
        quality: {},
      },
    ]);
    expect(Object.keys(messages[0]!.values)).toEqual(['generator.power', 'chain.velocity']);
  });

  it('is refused with an id that is in use, a channel that does not exist, or a queue of length 0', () => {
    const { manager } = new StreamBench();
    const nothing = () => {};
    manager.addSubscriber('a', nothing);
    expect(() => manager.addSubscriber('a', nothing)).toThrow('there is a subscriber "a" already');
    expect(() => manager.addSubscriber('b', nothing, 10, { channels: ['chain.speed'] })).toThrow(
      'there is no channel "chain.speed"',
    );
    expect(() => manager.addSubscriber('b', nothing, 10, { queueLimit: 0 })).toThrow('queueLimit is 0');
    expect(manager.size).toBe(1);
  });

  it('begins with seq 1 although others began earlier, and gets nothing after it is removed', () => {
    const bench = new StreamBench();
    const early = bench.collect('early', 10);
    bench.run(33);
    const late = bench.collect('late', 10);
    bench.run(30);
    expect(bench.manager.removeSubscriber('late')).toBe(true);
    expect(bench.manager.removeSubscriber('late')).toBe(false);
    bench.run(30);
    expect(ticksOf(late)).toEqual([36, 42, 48, 54, 60]);
    expect(seqsOf(late)).toEqual(upTo(5));
    expect(seqsOf(early)).toEqual(upTo(15));
  });

  it('sees lost frames as a gap in seq, and they are counted in its report', () => {
    const bench = new StreamBench();
    const messages = bench.collect('a', 10);
    bench.run(12);
    bench.lose(55);
    bench.run(12);
    expect(ticksOf(messages)).toEqual([6, 12, 68, 72, 78]);
    expect(seqsOf(messages)).toEqual([1, 2, 11, 12, 13]);
    expect(bench.report('a')).toMatchObject({ sent: 5, dropped: 8, byCause: { lost: 8 } });
  });

  it('that changes its message does not change the messages of others', () => {
    const bench = new StreamBench();
    bench.manager.addSubscriber(
      'vandal',
      ({ values }) => {
        (values as Record<string, number>)['chain.velocity'] = -1;
      },
      60,
    );
    const messages = bench.collect('a', 60);
    bench.run(3);
    expect(ticksOf(messages)).toEqual([1, 2, 3]);
    expect(bench.report('vandal').byCause.failed).toBe(3);
  });
});

describe('a subscriber that is slow', () => {
  it('loses its oldest waiting messages, which are counted and missing from seq; others lose nothing', async () => {
    const bench = new StreamBench();
    const got: number[] = [];
    const waits: (() => void)[] = [];
    const slow = ({ seq }: { seq: number }) => {
      got.push(seq);
      return new Promise<void>((resolve) => waits.push(resolve));
    };
    bench.manager.addSubscriber('slow', slow, 60, { queueLimit: 10 });
    const normal = bench.collect('normal', 60);
    bench.run(100);
    expect(bench.report('slow')).toMatchObject({ sent: 0, waiting: 11, dropped: 89, byCause: { queue: 89 } });
    while (waits.length > 0) {
      waits.shift()?.();
      await nextTurn();
    }
    expect(got).toEqual([1, ...upTo(10).map((i) => 90 + i)]);
    expect(bench.report('slow')).toMatchObject({ sent: 11, waiting: 0, parked: false });
    expect(seqsOf(normal)).toEqual(upTo(100));
  });

  it('is parked when its queue was full for 5 s, and is tried again when its promise is settled', async () => {
    const bench = new StreamBench({ adaptiveSampling: false });
    let release = () => {};
    let isSlow = true;
    const callback = () => (isSlow ? new Promise<void>((resolve) => (release = resolve)) : undefined);
    bench.manager.addSubscriber('slow', callback, 10, { queueLimit: 10 });
    // Full since the message of tick 72.
    bench.run(371);
    expect(bench.report('slow').parked).toBe(false);
    bench.run(1);
    expect(bench.report('slow')).toMatchObject({ parked: true, waiting: 1 });
    bench.run(600);
    expect(bench.report('slow').parked).toBe(true);
    isSlow = false;
    release();
    await nextTurn();
    bench.run(6);
    expect(bench.report('slow')).toMatchObject({ parked: false, sent: 2, waiting: 0 });
    expect(accounted(bench.report('slow'))).toBe(Math.floor(bench.tick / 6));
  });
});

describe('a subscriber that fails', () => {
  const failing = {
    throws: () => {
      throw new Error('not today');
    },
    rejects: () => Promise.reject(new Error('not today')),
  };

  it.each(['throws', 'rejects'] as const)(
    'because it %s is parked after five failures in a row, and does not affect others',
    async (how) => {
      const bench = new StreamBench();
      bench.manager.addSubscriber('bad', failing[how], 60);
      const normal = bench.collect('normal', 60);
      for (let i = 0; i < 50; i++) {
        bench.run(1);
        await nextTurn();
      }
      expect(bench.report('bad')).toMatchObject({
        sent: 0,
        parked: true,
        byCause: { failed: 5, parked: 45 },
      });
      expect(bench.manager.health()).toMatchObject({ subscribers: 2, parked: 1, dropped: 50 });
      expect(seqsOf(normal)).toEqual(upTo(50));
    },
  );

  it('is tried again after 1 s, then after twice the time, up to a minute, until it works', () => {
    const bench = new StreamBench();
    let isWell = false;
    const calls: number[] = [];
    const callback = () => {
      calls.push(bench.tick);
      if (!isWell) throw new Error('not today');
    };
    bench.manager.addSubscriber('bad', callback, 60);
    bench.run(60 * 300);
    const pauses = calls.slice(5).map((tick, i) => (tick - calls[i + 4]!) / 60);
    expect(calls.slice(0, 5)).toEqual(upTo(5));
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);

    isWell = true;
    bench.run(60 * 60);
    const { sent, parked } = bench.report('bad');
    expect(parked).toBe(false);
    expect(sent).toBeGreaterThan(60);
    expect(accounted(bench.report('bad'))).toBe(bench.tick);
    isWell = false;
    const before = calls.length;
    bench.run(5 + 60);
    expect(calls.length - before).toBe(6);
  });
});

describe('a thousand subscribers', () => {
  it('get every message while some throw, some are slow and one is added by another', async () => {
    const bench = new StreamBench();
    const sound: unknown[][] = [];
    for (let i = 0; i < 1000; i++) {
      if (i % 100 === 0) bench.manager.addSubscriber(`throws-${i}`, () => JSON.parse('{'), 10);
      else if (i % 100 === 1) bench.manager.addSubscriber(`slow-${i}`, () => new Promise(() => {}), 10);
      else sound.push(bench.collect(`sound-${i}`, 10));
    }
    bench.run(600);
    await nextTurn();
    expect(sound).toHaveLength(980);
    expect(new Set(sound.map((messages) => messages.length))).toEqual(new Set([100]));
    const reports = bench.manager.subscribers();
    expect(reports).toHaveLength(1000);
    expect(new Set(reports.map(accounted))).toEqual(new Set([100]));
    const dropped = reports.reduce((sum, report) => sum + report.dropped, 0);
    expect(bench.manager.dropped).toBe(dropped);
    expect(dropped).toBe(10 * 100);
  });

  it('share one document when they ask for the same channels', () => {
    const bench = new StreamBench();
    const all = upTo(1000).map((i) => bench.collect(`a${i}`, 60));
    bench.run(1);
    expect(new Set(all.map(([message]) => message?.values)).size).toBe(1);
  });
});

describe('on the degradation ladder', () => {
  it('a rate of a subscriber is halved from step 1 on, and full again on step 0, without a gap and in phase', () => {
    const bench = new StreamBench();
    const messages = bench.collect('a', 20);
    const telemetry = bench.collect('t');
    const priority = bench.collect('p', 20, { priority: true });
    bench.run(60);
    bench.degradation = 1;
    bench.run(60);
    bench.degradation = 0;
    bench.run(60);
    expect(messages).toHaveLength(20 + 10 + 20);
    expect(seqsOf(messages)).toEqual(upTo(50));
    expect(ticksOf(messages).every((tick) => tick! % 3 === 0)).toBe(true);
    expect(bench.report('a')).toMatchObject({ sent: 50, thinned: 10, dropped: 0 });
    // The control thread has already halved the telemetry, so it is not halved a second time.
    expect(telemetry).toHaveLength(30);
    expect(priority).toHaveLength(60);
  });

  it('on step 4 only the priority channels are sent; a subscriber without any of them pauses', () => {
    const bench = new StreamBench();
    const all = bench.collect('all', 10);
    const none = bench.collect('none', 10, { channels: ['chain.torque'] });
    const priority = bench.collect('priority', 10, { priority: true });
    bench.degradation = 4;
    bench.run(60);
    bench.degradation = 0;
    bench.run(60);
    expect(all.slice(0, 5).map(({ values }) => Object.keys(values))).toEqual(
      Array.from({ length: 5 }, () => ['chain.velocity']),
    );
    expect(Object.keys(all[5]!.values)).toHaveLength(3);
    expect(seqsOf(none)).toEqual(upTo(10));
    expect(bench.report('none')).toMatchObject({ sent: 10, thinned: 10, dropped: 0 });
    expect(priority.every(({ values }) => Object.keys(values).length === 3)).toBe(true);
    expect(priority).toHaveLength(20);
  });

  it('rates do not change when adaptive sampling is off', () => {
    const bench = new StreamBench({ adaptiveSampling: false });
    const messages = bench.collect('a', 20);
    bench.degradation = 1;
    bench.run(60);
    expect(messages).toHaveLength(20);
  });
});
