// The profiler over a day of ticks.
import { describe, expect, it } from 'vitest';
import { Profiled, STEP } from './profiled.js';

describe('the profiler', () => {
  it('adds up over 24 hours of ticks', () => {
    const profiled = new Profiled();
    const ticks = 24 * 3600 * 15;
    for (let n = 0; n < ticks; n++) profiled.tick(n * STEP, [1 + (n % 10), 2, 3]);
    const { phases, compute } = profiled.profiler.report();
    expect(compute.total.count).toBe(ticks);
    expect(compute.window.count).toBe(900);
    expect(phases.acquire!.total.mean).toBeCloseTo(5.5, 3);
    expect(phases.acquire!.total.standardDeviation).toBeCloseTo(Math.sqrt(8.25), 3);
  }, 30_000);
});
