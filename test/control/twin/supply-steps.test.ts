// Changes of the air supply: which are seen, and that noise and drifts are not.
import { describe, expect, it } from 'vitest';
import { Random } from '../../../hal/sim/random.js';
import { SupplySteps } from '../../../src/control/twin/supply-steps.js';

/** The sizes of all changes that were seen while the power followed this course, a share of full power over seconds. */
function seen(rateHz: number, seconds: number, course: (s: number) => number): number[] {
  const steps = new SupplySteps();
  const sizes = Array.from({ length: seconds * rateHz }, (_, n) =>
    steps.take(course(n / rateHz), 1 / rateHz),
  );
  return sizes.filter((size) => size > 0);
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}

describe('a change of the air supply', () => {
  it.each([5, 15, 60])('is seen in its whole size at %s Hz, up and down', (rateHz) => {
    for (const [before, after] of [
      [0.2, 1],
      [1, 0.2],
    ] as const) {
      const total = sum(seen(rateHz, 30, (s) => (s < 10 ? before : after)));
      expect(total).toBeGreaterThan(0.72);
      expect(total).toBeLessThan(0.81);
    }
  });

  it.each([5, 15, 60])('is not seen in ten times the usual noise for an hour at %s Hz', (rateHz) => {
    const random = new Random(1, 1);
    const normal = new Float64Array(1);
    const noisy = () => {
      random.fillNormal(normal);
      return 1 + 0.02 * normal[0]!;
    };
    expect(seen(rateHz, 3600, noisy)).toEqual([]);
  });

  it('is not a drift of 1 % a minute', () => {
    expect(seen(15, 1200, (s) => 1 - s / 6000)).toEqual([]);
  });
});
