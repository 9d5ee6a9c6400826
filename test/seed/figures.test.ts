// The figures of the original did not measure what their names say. Here a rate is counted, and an efficiency is below one.
import { describe, expect, it } from 'vitest';
import { PerformanceProfiler } from '../../src/control/profiler/performance-profiler.js';
import { Bench } from '../../src/testing/bench.js';
import { PHASES } from '../../src/vocabulary/words.js';

describe('where 13,088 FPS was one divided by the time of a call', () => {
  it('loop.rate is the rate that the loop reached, however short a tick is', async () => {
    const bench = await Bench.create();
    bench.run(60);
    expect(bench.value('loop.rate')).toBe(15);
    expect(bench.value('loop.ticks')).toBe(60 * 15 + 1);
  });

  it('loop.rate falls when ticks are missed', async () => {
    const bench = await Bench.create();
    bench.run(10);
    bench.inject({ fault: 'overrun', ms: 140 });
    bench.run(6);
    const rate = bench.value('loop.rate') as number;
    expect(rate).toBeGreaterThan(6);
    expect(rate).toBeLessThan(8.5);
  });
});

describe("where the profiler's efficiency was one minus validation time divided by total time", () => {
  it('the profiler reports the time of each phase, and no efficiency', () => {
    let nowMs = 0;
    const profiler = new PerformanceProfiler({ phases: PHASES, clock: () => nowMs });
    profiler.beginTick(0);
    PHASES.forEach((_, phase) => {
      nowMs += 1;
      profiler.endPhase(phase);
    });
    profiler.endTick();
    const report = profiler.report();
    expect(Object.keys(report).sort()).toEqual(['compute', 'counters', 'lateness', 'phases']);
    expect(Object.keys(report.phases)).toEqual([...PHASES]);
    expect(report.phases.validate?.total.mean).toBeCloseTo(1000, 6);
    expect(report.compute.total.mean).toBeCloseTo(1000 * PHASES.length, 6);
  });

  it('efficiency is electrical energy out divided by compressor energy in, and below one', async () => {
    const bench = await Bench.create();
    bench.run(200);
    const always = bench.expect({ always: { 'derived.efficiency': { within: [0.34, 0.4] } } });
    bench.run(100);
    expect(always()).toMatchObject({ passed: true });
    const power = bench.value('generator.power') as number;
    const compressor = bench.value('pneumatics.compressorPower') as number;
    expect(Math.abs((bench.value('derived.efficiency') as number) - power / compressor)).toBeLessThan(0.05);
  });
});
