// Moments are the same, however the values are divided.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addToMoments,
  deviation,
  MOMENT,
  MOMENTS,
  mergeMoments,
} from '../../../src/control/profiler/moments.js';

function momentsOf(values: readonly number[]): Float64Array {
  const moments = new Float64Array(MOMENTS);
  const array = Float64Array.from(values);
  for (let i = 0; i < array.length; i++) addToMoments(moments, array, i);
  return moments;
}

describe('moments', () => {
  it('of a few values agree with the textbook', () => {
    const moments = momentsOf([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(moments[MOMENT.count]).toBe(8);
    expect(moments[MOMENT.mean]).toBeCloseTo(5, 12);
    expect(deviation(moments)).toBeCloseTo(2, 12);
    expect([moments[MOMENT.min], moments[MOMENT.max]]).toEqual([2, 9]);
  });

  it('of two parts, merged, are those of all values together', () => {
    const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 50 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const merged = momentsOf(a);
        mergeMoments(merged, momentsOf(b));
        const together = momentsOf([...a, ...b]);
        for (const at of [MOMENT.count, MOMENT.min, MOMENT.max]) expect(merged[at]).toBe(together[at]);
        expect(merged[MOMENT.mean]).toBeCloseTo(together[MOMENT.mean]!, 6);
        expect(deviation(merged)).toBeCloseTo(deviation(together), 3);
      }),
    );
  });

  it('keep a small deviation at a large mean', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => 1e8 + (i % 2) * 0.02);
    expect(deviation(momentsOf(values))).toBeCloseTo(0.01, 4);
  });

  it('have no deviation without any value', () => {
    expect(deviation(momentsOf([]))).toBe(0);
  });
});
