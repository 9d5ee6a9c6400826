// A rolling distribution: its figures for the window and for all time are compared with sorting the values.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RollingDistribution } from '../../../src/control/profiler/rolling-distribution.js';

function add(distribution: RollingDistribution, values: readonly number[]): void {
  const array = Float64Array.from(values);
  for (let i = 0; i < array.length; i++) distribution.addFrom(array, i);
}

describe('a rolling distribution', () => {
  it('has only zeros before the first value', () => {
    const distribution = new RollingDistribution(6);
    expect(distribution.figures()).toEqual({ count: 0, p50: 0, p99: 0, p999: 0, max: 0 });
    const zeros = { count: 0, mean: 0, min: 0, max: 0, standardDeviation: 0, p50: 0, p99: 0, p999: 0 };
    expect(distribution.window()).toEqual(zeros);
    expect(distribution.total()).toEqual(zeros);
  });

  it('gives percentiles of the window, but count and maximum since the start', () => {
    const distribution = new RollingDistribution(2);
    add(distribution, [1000, 1000, 1000]);
    distribution.rotate();
    distribution.rotate();
    add(distribution, [10]);
    expect(distribution.figures()).toMatchObject({ p50: 10, p999: 10, count: 4, max: 1000 });
  });

  it('keeps each block in the window for exactly the number of blocks of the window', () => {
    const distribution = new RollingDistribution(6);
    add(distribution, [500]);
    for (let rotation = 1; rotation <= 6; rotation++) {
      expect(distribution.window().count).toBe(1);
      distribution.rotate();
    }
    expect(distribution.window().count).toBe(0);
    expect(distribution.total()).toMatchObject({ count: 1, min: 500, max: 500, mean: 500 });
  });

  it('has the same figures whenever an ended block is merged', () => {
    const early = new RollingDistribution(3);
    const late = new RollingDistribution(3);
    for (let block = 0; block < 5; block++) {
      for (const distribution of [early, late]) {
        add(distribution, [10 * block + 1, 10 * block + 2]);
        distribution.rotate();
      }
      early.settle();
    }
    expect(late.total()).toEqual(early.total());
    expect(late.window()).toEqual(early.window());
    expect(late.window().count).toBe(4);
  });

  it('agrees with the sorted values, for any blocks', () => {
    const duration = fc.double({ min: 0.1, max: 1e6, noNaN: true });
    const blocks = fc.array(fc.array(duration, { maxLength: 40 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), blocks, (size, parts) => {
        const distribution = new RollingDistribution(size);
        parts.forEach((part, i) => {
          if (i > 0) distribution.rotate();
          add(distribution, part);
        });
        for (const [report, values] of [
          [distribution.window(), parts.slice(-size).flat()],
          [distribution.total(), parts.flat()],
        ] as const) {
          expect(report.count).toBe(values.length);
          if (values.length === 0) continue;
          const sorted = [...values].sort((a, b) => a - b);
          expect(report.min).toBe(sorted[0]);
          expect(report.max).toBe(sorted.at(-1));
          expect(report.mean).toBeCloseTo(values.reduce((a, b) => a + b) / values.length, 4);
          for (const [share, found] of [
            [0.5, report.p50],
            [0.99, report.p99],
            [0.999, report.p999],
          ] as const) {
            const exact = sorted[Math.ceil(share * sorted.length) - 1]!;
            expect(Math.abs(found / exact - 1)).toBeLessThan(0.03);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
