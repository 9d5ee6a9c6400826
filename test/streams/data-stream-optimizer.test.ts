// Adaptive sampling: rates are lowered when the streams take too much time, and raised again when there is time left.
import { describe, expect, it } from 'vitest';
import { DataStreamOptimizer } from '../../src/streams/index.js';
import { StreamBench, seqsOf, upTo } from './stream-bench.js';

/** A bench in which each message of the subscriber `busy` takes `costS` seconds. */
function busyBench(costS: () => number, adaptiveSampling = true) {
  let nowS = 0;
  const bench = new StreamBench({ clock: () => nowS, adaptiveSampling });
  const got: number[] = [];
  bench.manager.addSubscriber(
    'busy',
    ({ seq }) => {
      got.push(seq);
      nowS += costS();
    },
    60,
  );
  return { bench, got, adaptive: () => bench.manager.health().adaptive };
}

describe('the optimizer of the streams', () => {
  it('halves the rates when the work is over its budget, and keeps them when half of the work is within it', () => {
    const { bench, got, adaptive } = busyBench(() => 0.3 / 60);
    const priority = bench.collect('priority', 60, { priority: true });
    bench.run(600);
    expect(adaptive()).toEqual({ level: 1, reason: 'budget', share: 0.15, changes: 1 });
    expect(got).toEqual(upTo(got.length));
    expect(seqsOf(priority)).toEqual(upTo(600));
    const { sent, thinned } = bench.report('busy');
    expect(sent + thinned).toBe(600);
  });

  it('continues to a quarter and then to the priority channels alone, and returns one level at a time', () => {
    let share = 10;
    const { bench, adaptive } = busyBench(() => share / 60);
    const fields = bench.collect('fields', 60);
    bench.run(60 * 20);
    expect(adaptive()).toMatchObject({ level: 3, reason: 'budget' });
    expect(Object.keys(fields.at(-1)!.values)).toEqual(['chain.velocity']);
    share = 0.01;
    const levels: number[] = [];
    for (let i = 0; i < 40; i++) {
      bench.run(60);
      if (levels.at(-1) !== adaptive().level) levels.push(adaptive().level);
    }
    expect(levels).toEqual([3, 2, 1, 0]);
    expect(adaptive()).toMatchObject({ level: 0, reason: 'room', changes: 6 });
    expect(Object.keys(fields.at(-1)!.values)).toHaveLength(3);
  });

  it('waits for its hold times in both directions', () => {
    const optimizer = new DataStreamOptimizer();
    let nowS = 0;
    const pass = (seconds: number, share: number) => {
      for (let i = 0; i < seconds; i++) optimizer.observe(++nowS, share, 0);
      return optimizer.report().level;
    };
    expect([pass(2, 0.9), pass(1, 0), pass(1, 0.9)]).toEqual([0, 0, 0]);
    expect([pass(1, 0.9), pass(9, 0), pass(1, 0)]).toEqual([1, 1, 0]);
    pass(2, 0.9);
    expect([pass(9, 0), pass(1, 0.2), pass(9, 0), pass(1, 0)]).toEqual([1, 1, 1, 0]);
  });

  it('lowers the rates when most subscribers are behind, but not because of a single one', () => {
    const bench = new StreamBench();
    const forever = () => new Promise(() => {});
    bench.manager.addSubscriber('slow-1', forever, 60, { queueLimit: 100 });
    bench.collect('sound', 60);
    bench.run(200);
    expect(bench.manager.health().adaptive).toMatchObject({ level: 0, reason: 'room' });
    bench.manager.addSubscriber('slow-2', forever, 60, { queueLimit: 100 });
    bench.run(240);
    expect(bench.manager.health().adaptive).toMatchObject({ level: 1, reason: 'backlog' });
  });

  it('changes no rates while it is switched off, and restores them when it is switched off later', () => {
    const off = busyBench(() => 1, false);
    off.bench.run(600);
    expect(off.got).toHaveLength(600);
    expect(off.adaptive()).toMatchObject({ level: 0, reason: 'off', changes: 0 });
    const { bench, adaptive } = busyBench(() => 1);
    bench.run(600);
    expect(adaptive().level).toBe(3);
    bench.manager.adaptiveSampling = false;
    expect(adaptive()).toMatchObject({ level: 0, reason: 'off' });
  });

  it('refuses a leaving threshold that is not below the entering one', () => {
    expect(() => new DataStreamOptimizer({ enterShare: 0.1, leaveShare: 0.1 })).toThrow('leaveShare is 0.1');
  });
});
