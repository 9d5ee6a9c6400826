// How long the plant may take to start and to stop, and how long a running chain may stand still.
import { describe, expect, it } from 'vitest';
import { ChainMotion } from '../../../src/control/plant/chain-motion.js';
import { PlantProgress } from '../../../src/control/plant/plant-progress.js';
import type { PlantState } from '../../../src/vocabulary/words.js';
import { Bench, planOf } from '../bench.js';

const CONFIG = 'control: { startTimeout: 20, stopTimeout: 30 }';

function plant(yaml = CONFIG) {
  const bench = new Bench(yaml);
  const motion = new ChainMotion(bench.plan);
  const progress = new PlantProgress(bench.plan, motion);
  /** Runs control ticks of 0.25 s in that state; `isSlow` is null while no speed is known. */
  const run = (seconds: number, isSlow: boolean | null, state: PlantState = 'running') => {
    motion.isSlow = isSlow;
    for (let n = 0; n < seconds * 4; n++) progress.update(state, bench.at(bench.nowS + 0.25).clock);
    return progress.hasStalled;
  };
  return { bench, progress, run };
}

describe('a start and a stop', () => {
  it('have not failed at first', () => {
    expect(plant().progress.startFailed).toBe(false);
  });

  it('are over after their timeouts', () => {
    const { bench, progress } = plant();
    expect(progress.isStartOver(100, bench.at(119.9).clock)).toBe(false);
    expect(progress.isStartOver(100, bench.at(120).clock)).toBe(true);
    expect(progress.isStopOver(100, bench.at(129.9).clock)).toBe(false);
    expect(progress.isStopOver(100, bench.at(130).clock)).toBe(true);
  });

  it('are over in time, whatever the rounding of times', () => {
    const { bench, progress } = plant();
    expect(progress.isStartOver(0.1, bench.at(0.1 + 20 - 5e-7).clock)).toBe(true);
  });

  it('follow new timeouts at once', () => {
    const { bench, progress } = plant();
    progress.configure(planOf('control: { startTimeout: 60 }'));
    expect(progress.isStartOver(100, bench.at(120).clock)).toBe(false);
  });
});

describe('a running chain', () => {
  it('has stalled when it has been slow for 5 s of the alarm and 30 s more', () => {
    const { run } = plant();
    run(1, false);
    expect(run(34.75, true)).toBe(false);
    expect(run(0.25, true)).toBe(true);
  });

  it('has stalled in time, whatever the rounding of times', () => {
    const { bench, progress, run } = plant();
    run(1, false);
    run(34.75, true);
    progress.update('running', bench.at(bench.nowS + 0.25 - 5e-7).clock);
    expect(progress.hasStalled).toBe(true);
  });

  it('starts anew when it turns, or when it is not running', () => {
    const { run } = plant();
    run(1, false);
    run(34, true);
    expect(run(0.25, false)).toBe(false);
    expect(run(34, true)).toBe(false);
    run(1, true, 'stopping');
    expect(run(34, true)).toBe(false);
  });

  it('pauses the count while no speed is known', () => {
    const { run } = plant();
    run(1, false);
    run(20, true);
    expect(run(100, null)).toBe(false);
    expect(run(14.75, true)).toBe(false);
    expect(run(0.25, true)).toBe(true);
  });

  it('counts at most one second for a gap between two control ticks, and none before the first', () => {
    const { bench, progress, run } = plant();
    bench.at(1000);
    run(0.25, true);
    run(33.5, true);
    progress.update('running', bench.at(bench.nowS + 60).clock);
    expect(progress.hasStalled).toBe(false);
    expect(run(0.25, true)).toBe(false);
    expect(run(0.25, true)).toBe(true);
  });

  it('is not counted backwards by a clock that steps back', () => {
    const { bench, progress, run } = plant();
    run(1, false);
    run(34.5, true);
    progress.update('running', bench.at(bench.nowS - 0.5).clock);
    expect(run(0.5, true)).toBe(true);
  });

  it('never stalls while the alarm is disabled, and later with a longer delay', () => {
    const off = plant('alerts: { not_turning: { enabled: false } }');
    off.run(1, false);
    expect(off.run(100, true)).toBe(false);
    const slow = plant('alerts: { not_turning: { onDelay: 60 } }');
    slow.run(1, false);
    expect(slow.run(89.5, true)).toBe(false);
    expect(slow.run(0.5, true)).toBe(true);
  });
});
