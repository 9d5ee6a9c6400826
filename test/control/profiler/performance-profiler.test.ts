// The profiler measures phases, whole ticks and lateness, over a window that moves with the base ticks.
import { describe, expect, it } from 'vitest';
import { Profiled } from './profiled.js';

describe('the profiler', () => {
  it('measures each phase, and the tick as the sum of them and the work after them', () => {
    const profiled = new Profiled();
    profiled.ticks(0, 400, [10, 20, 30]);
    profiled.tick(400, [10, 20, 30], 5);
    const { phases, compute } = profiled.profiler.report();
    expect(phases.acquire!.total.mean).toBeCloseTo(10, 6);
    expect(phases.alarms!.total.mean).toBeCloseTo(20, 6);
    expect(phases.publish!.total.p50).toBeCloseTo(30, 0);
    expect(compute.total.count).toBe(101);
    expect(compute.total.max).toBeCloseTo(65, 6);
    expect(compute.total.min).toBeCloseTo(60, 6);
  });

  it('records a tick on the base tick after it, at the next tick, or when somebody asks, and only once', () => {
    const profiled = new Profiled();
    profiled.tick(0, [10, 20, 30]);
    profiled.profiler.recordTick();
    profiled.profiler.recordTick();
    profiled.tick(4, [10, 20, 30]);
    profiled.tick(8, [10, 20, 30]);
    expect(profiled.profiler.computeFigures().count).toBe(3);
    expect(profiled.profiler.phaseFigures().alarms!.count).toBe(3);
  });

  it('counts a phase only when it ran', () => {
    const profiled = new Profiled();
    profiled.tick(0, [10, undefined, 30]);
    const { phases } = profiled.profiler.report();
    expect(phases.alarms!.total.count).toBe(0);
    expect(phases.publish!.total).toMatchObject({ count: 1 });
  });

  it('has the duration and the longest phase of the last tick', () => {
    const profiled = new Profiled();
    profiled.tick(0, [10, 200, 30]);
    expect(profiled.profiler.longestPhase).toBe(1);
    profiled.tick(4, [10, undefined, 30], 2);
    expect(profiled.profiler.longestPhase).toBe(2);
    expect(profiled.profiler.lastPhaseUs(1)).toBe(0);
    expect(profiled.profiler.lastPhaseUs(2)).toBeCloseTo(30, 6);
    expect(profiled.profiler.lastComputeUs).toBeCloseTo(42, 6);
  });

  it('drops values older than a minute from the window, but not from the total', () => {
    const profiled = new Profiled();
    profiled.ticks(0, 600, [1000, 1, 1]);
    profiled.ticks(600, 3600, [10, 1, 1]);
    const minute = profiled.profiler.report().phases.acquire!;
    expect(minute.window).toMatchObject({ count: 900 });
    expect(minute.window.max).toBeCloseTo(1000, 6);
    profiled.ticks(3600, 3604, [10, 1, 1]);
    const later = profiled.profiler.report().phases.acquire!;
    expect(later.window.count).toBe(751);
    expect(later.window.max).toBeCloseTo(10, 6);
    expect(later.window.standardDeviation).toBeCloseTo(0, 6);
    expect(later.total).toMatchObject({ count: 901 });
    expect(later.total.max).toBeCloseTo(1000, 6);
  });

  it('accepts another length of the window', () => {
    const profiled = new Profiled({ windowS: 6 });
    profiled.ticks(0, 60 * 20, [10, 1, 1]);
    expect(profiled.profiler.report().compute.window.count).toBe(6 * 15);
    expect(() => new Profiled({ windowS: 0.01 })).toThrow(/windowS is 0.01/);
  });

  it('has an empty window after a gap that is longer than the window', () => {
    const profiled = new Profiled();
    profiled.ticks(0, 3600, [10, 1, 1]);
    profiled.tick(60 * 3600, [20, 1, 1]);
    const { window, total } = profiled.profiler.report().phases.acquire!;
    expect(window).toMatchObject({ count: 1 });
    expect(total).toMatchObject({ count: 901 });
  });

  it('gives the figures of the health', () => {
    const profiled = new Profiled();
    profiled.ticks(0, 400, [10, 20, 30]);
    profiled.profiler.recordLateness(7);
    profiled.profiler.recordLateness(-0.001);
    const { profiler } = profiled;
    const phase = profiler.phaseFigures().alarms!;
    expect(phase.count).toBe(100);
    expect(phase.p50).toBeCloseTo(20, 6);
    expect(profiler.computeFigures().p99).toBeCloseTo(60, 6);
    const lateness = profiler.latenessFigures();
    expect(lateness.count).toBe(2);
    expect(lateness.p50).toBeLessThan(0.11);
    expect(lateness.max).toBe(7);
  });

  it('keeps counters by name', () => {
    const { profiler } = new Profiled({ counters: ['overruns', 'retries'] });
    profiler.count(0);
    profiler.count(1, 5);
    profiler.count(0);
    expect(profiler.report().counters).toEqual({ overruns: 2, retries: 5 });
  });

  it('treats a clock that steps back as one that stood still', () => {
    const profiled = new Profiled();
    profiled.tick(0, [-10, 5, 5]);
    expect(profiled.profiler.report().phases.acquire!.total).toMatchObject({ count: 1, max: 0 });
    expect(profiled.profiler.report().compute.total.min).toBeGreaterThanOrEqual(0);
  });
});
