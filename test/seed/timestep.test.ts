// The original recommended a timestep that it never used, and reduced it under overload. Here the load raises it and the error decides.
import { describe, expect, it } from 'vitest';
import { AdaptiveTimestepper, ERROR_TOLERANCE } from '../../src/control/twin/adaptive-timestepper.js';
import { Bench } from '../../src/testing/bench.js';

const LIMITS = { adaptive: true, minTimestep: 0.05, maxTimestep: 0.2, initialTimestep: 0.1 };

/** The whole controller, some seconds after a change of the load, when its twin follows a transient with small steps. */
async function inTransient(): Promise<Bench> {
  const bench = await Bench.create();
  bench.runUntil(() => bench.value('plant') === 'running', 20);
  return bench;
}

const timestep = (bench: Bench) => bench.value('twin.timestep') as number;

describe('where the original recommended adjust_timestep 0 times in 2,000 steps', () => {
  it('the recommendation is computed, applied and counted: 2,000 decisions on a varying error', () => {
    const stepper = new AdaptiveTimestepper(LIMITS);
    let recommended = 0;
    let changed = 0;
    for (let i = 0; i < 2000; i++) {
      const before = stepper.timestepS;
      stepper.load = 0.01;
      // An error of third order in the step, on a plant that changes between dynamic and steady.
      stepper.error = ERROR_TOLERANCE * 4 ** Math.sin(i / 100) * (before / 0.1) ** 3;
      stepper.decide();
      if (stepper.adjusted) recommended++;
      if (stepper.timestepS !== before) changed++;
    }
    expect(recommended).toBeGreaterThan(5);
    expect([changed, stepper.adjustments]).toEqual([recommended, recommended]);
  });

  it('the running controller uses several timesteps between a start and a steady plant', async () => {
    const bench = await Bench.create();
    const seen = new Set<number>();
    bench.runUntil(() => {
      seen.add(timestep(bench));
      return bench.timeS > 60;
    }, 61);
    expect(seen.size).toBeGreaterThan(5);
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(0.05);
    expect(Math.max(...seen)).toBeLessThanOrEqual(0.2);
  });
});

describe('where the original reduced the timestep under overload', () => {
  it.each([1.0, 1.5, 2])('a load of %d times the budget raises it monotonically to the maximum', (load) => {
    const stepper = new AdaptiveTimestepper(LIMITS);
    const steps = [stepper.timestepS];
    for (let i = 0; i < 60; i++) {
      stepper.load = load;
      stepper.error = 10 * ERROR_TOLERANCE;
      stepper.decide();
      steps.push(stepper.timestepS);
    }
    const lowest = steps.indexOf(Math.min(...steps));
    // The error still counts while one slow tick may be chance. From then on the timestep only rises.
    expect(lowest).toBeLessThanOrEqual(6);
    for (let i = lowest + 1; i < steps.length; i++) expect(steps[i]).toBeGreaterThanOrEqual(steps[i - 1]!);
    expect(steps.at(-1)).toBe(0.2);
  });

  it('the whole controller does so, too (with a frozen optimizer, which does not pause the twin)', async () => {
    const bench = await Bench.create({ 'optimizer.adaptive': false });
    bench.runUntil(() => bench.value('plant') === 'running', 20);
    const before = timestep(bench);
    bench.inject({ fault: 'overrun', ms: 60 });
    bench.run(10);
    expect(timestep(bench)).toBeGreaterThanOrEqual(before);
    expect([timestep(bench), bench.value('twin.reason')]).toEqual([0.2, 'load']);
  });
});

describe('where the original went to the minimum whenever there was time', () => {
  it('a fast controller on a steady plant takes large steps, because the error allows them', async () => {
    const bench = await inTransient();
    bench.run(120);
    expect(timestep(bench)).toBeGreaterThan(0.1);
    expect(bench.value('twin.error') as number).toBeLessThan(ERROR_TOLERANCE);
  });
});
