// The histogram keeps any duration from 0.1 us to 100 s, and its quantiles are exact to 3 %.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKETS, bucketMiddle, bucketOf, quantiles } from '../../../src/control/profiler/histogram.js';

const SHARES = Float64Array.of(0.5, 0.99, 0.999);
const duration = fc.double({ min: -1, max: 8, noNaN: true }).map((exponent) => 10 ** exponent);

function quantilesOf(values: readonly number[], other: readonly number[] = []): Float64Array {
  const [a, b] = [values, other].map((part) => {
    const counts = new Uint32Array(BUCKETS);
    for (const value of part) counts[bucketOf(value)]!++;
    return counts;
  });
  const all = [...values, ...other];
  const range = Float64Array.of(Math.min(...all), Math.max(...all));
  const found = new Float64Array(SHARES.length);
  quantiles(a!, b!, all.length, range, SHARES, found);
  return found;
}

function exactQuantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((x, y) => x - y);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}

describe('a bucket', () => {
  it('lies within 1.6 % of every duration in it, from 0.1 us to 100 s', () => {
    fc.assert(
      fc.property(duration, (us) => {
        expect(Math.abs(bucketMiddle(bucketOf(us)) / us - 1)).toBeLessThan(0.016);
      }),
      { numRuns: 5000 },
    );
  });

  it('never comes before the bucket of a shorter duration', () => {
    fc.assert(
      fc.property(duration, duration, (a, b) => {
        expect(bucketOf(Math.min(a, b))).toBeLessThanOrEqual(bucketOf(Math.max(a, b)));
      }),
      { numRuns: 5000 },
    );
  });

  it.each([0, -5, 0.05, Number.NaN, Number.NEGATIVE_INFINITY])('is the first for %d us', (us) => {
    expect(bucketOf(us)).toBe(0);
  });

  it.each([100e6, 1e12, Number.POSITIVE_INFINITY])('is the last for %d us', (us) => {
    expect(bucketOf(us)).toBe(BUCKETS - 1);
  });
});

describe('quantiles', () => {
  it('agree with sorting, within 3 %, for any durations in either histogram', () => {
    fc.assert(
      fc.property(
        fc.array(duration, { minLength: 1, maxLength: 3000, size: 'max' }),
        fc.array(duration),
        (a, b) => {
          const all = [...a, ...b];
          const found = quantilesOf(a, b);
          for (const [i, share] of SHARES.entries()) {
            expect(Math.abs(found[i]! / exactQuantile(all, share) - 1)).toBeLessThan(0.03);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('never lie outside of the recorded values', () => {
    expect([...quantilesOf([7.001])]).toEqual([7.001, 7.001, 7.001]);
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e12, noNaN: true }), { minLength: 1 }), (values) => {
        for (const found of quantilesOf(values)) {
          expect(found).toBeGreaterThanOrEqual(Math.min(...values));
          expect(found).toBeLessThanOrEqual(Math.max(...values));
        }
      }),
    );
  });

  it('are 0 without any value', () => {
    const found = Float64Array.of(1, 2, 3);
    quantiles(new Uint32Array(BUCKETS), new Uint32Array(BUCKETS), 0, Float64Array.of(0, 0), SHARES, found);
    expect([...found]).toEqual([0, 0, 0]);
  });
});
