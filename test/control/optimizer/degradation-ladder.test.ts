// The degradation ladder goes down when ticks are missed, and up again when the cause is gone, without flapping.
import { describe, expect, it } from 'vitest';
import { DegradationLadder } from '../../../src/control/optimizer/degradation-ladder.js';

const PERIOD_S = 1 / 15;

/** Runs the ladder at 15 Hz. `share` returns the compute time of a tick on a step, as a share of the period. */
function run(
  ladder: DegradationLadder,
  fromS: number,
  toS: number,
  share: (step: number) => number,
): [number, number][] {
  const changes: [number, number][] = [];
  let used = 0;
  for (let t = fromS; t < toS; t += PERIOD_S) {
    if (ladder.update(t, used, used > 1 ? 1 : 0, false)) changes.push([t, ladder.step]);
    used = share(ladder.step);
  }
  return changes;
}

describe('the degradation ladder', () => {
  it.each([0, 0.3, 0.6, 0.9])('stays on its step at %d of the budget', (share) => {
    const ladder = new DegradationLadder();
    expect(run(ladder, 0, 60, () => share)).toEqual([]);
  });

  it.each([1, 2, 3, 4])('finds step %d when this is the first step on which ticks are on time', (good) => {
    const ladder = new DegradationLadder();
    run(ladder, 0, 10, (step) => (step >= good ? 0.3 : 1.2));
    expect(ladder.step).toBe(good);
  });

  it('goes down to the last step when no step is good', () => {
    const ladder = new DegradationLadder();
    expect(run(ladder, 0, 30, () => 1.2).map(([, step]) => step)).toEqual([1, 2, 3, 4]);
    expect(ladder.cause).toBe('compute_budget');
  });

  it('is back on step 0 within 10 s after the load ended, from any step and at any moment', () => {
    for (const good of [1, 2, 3, 4, 5]) {
      for (let endS = 10; endS < 16; endS += 0.37) {
        const ladder = new DegradationLadder();
        run(ladder, 0, endS, (step) => (step >= good ? 0.3 : 1.2));
        run(ladder, endS, endS + 10, () => 0.1);
        expect(ladder.step, `good step ${good}, end of load at ${endS}`).toBe(0);
      }
    }
  });

  it('tries a better step at most once in five seconds, and takes a failed attempt back on the next tick', () => {
    const ladder = new DegradationLadder();
    run(ladder, 0, 10, (step) => (step >= 3 ? 0.3 : 1.2));
    const changes = run(ladder, 10, 110, (step) => (step >= 3 ? 0.3 : 1.2));
    const tries = changes.filter(([, step]) => step === 2);
    expect(tries.length).toBeGreaterThan(5);
    tries.forEach(([at], i) => {
      if (i > 0) expect(at - tries[i - 1]![0]).toBeGreaterThanOrEqual(5);
    });
    changes.forEach(([at, step], i) => {
      if (step === 2) expect(changes[i + 1]?.[0] ?? at).toBeLessThanOrEqual(at + 3 * PERIOD_S);
    });
  });

  it('ignores occasional ticks that were missed because of the operating system', () => {
    const ladder = new DegradationLadder();
    for (let n = 0; n < 15 * 60; n++) ladder.update(n * PERIOD_S, 0.1, n % 15 === 0 ? 2 : 0, false);
    expect(ladder.step).toBe(0);
  });

  it('goes down on a machine that gives the program no time', () => {
    const ladder = new DegradationLadder();
    for (let n = 0; n < 15 * 2; n++) ladder.update(n * PERIOD_S, 0.1, 1, false);
    expect(ladder.step).toBeGreaterThan(0);
    expect(ladder.cause).toBe('missed_ticks');
  });

  it('does not go up while ticks use more than three quarters of the period', () => {
    const ladder = new DegradationLadder();
    run(ladder, 0, 0.35, () => 1.2);
    expect(ladder.step).toBe(1);
    run(ladder, 0.9, 60, () => 0.8);
    expect(ladder.step).toBe(1);
  });

  it('goes down on an instability as on an overload, with its own cause', () => {
    const ladder = new DegradationLadder();
    expect([1, 2, 3].map((n) => ladder.update(n * PERIOD_S, 0.1, 0, true))).toEqual([false, false, true]);
    expect([ladder.step, ladder.cause]).toEqual([1, 'stability']);
  });
});
