// The random number generator for noise and faults.
import { describe, expect, it } from 'vitest';
import { Random } from '../../../hal/sim/random.js';

function normals(random: Random, count: number): Float64Array {
  const out = new Float64Array(count);
  random.fillNormal(out);
  return out;
}

describe('the seeded generator', () => {
  it('gives the same numbers for the same seed and stream', () => {
    expect(normals(new Random(7, 1), 101)).toEqual(normals(new Random(7, 1), 101));
  });

  it('gives other numbers for another seed and for another stream', () => {
    const first = new Random(7).uint32();
    expect(new Random(8).uint32()).not.toBe(first);
    expect(new Random(7, 1).uint32()).not.toBe(first);
  });

  it('is uniform between 0 and 1, and never reaches either', () => {
    const random = new Random(1);
    let lowest = 1;
    let highest = 0;
    const bins = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) {
      const u = random.uniform();
      lowest = Math.min(lowest, u);
      highest = Math.max(highest, u);
      bins[Math.floor(u * 10)]!++;
    }
    expect(lowest).toBeGreaterThan(0);
    expect(highest).toBeLessThan(1);
    for (const bin of bins) expect(Math.abs(bin - 10_000)).toBeLessThan(400);
  });

  it('draws normal numbers: mean 0, deviation 1, 0.3 % beyond three deviations, uncorrelated', () => {
    const n = 200_000;
    const x = normals(new Random(3), n);
    const mean = x.reduce((a, b) => a + b, 0) / n;
    const variance = x.reduce((a, b) => a + (b - mean) ** 2, 0) / n;
    const far = x.filter((v) => Math.abs(v) > 3).length / n;
    let neighbours = 0;
    for (let i = 1; i < n; i++) neighbours += (x[i]! * x[i - 1]!) / n;
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(variance).toBeCloseTo(1, 1);
    expect(far).toBeGreaterThan(0.0022);
    expect(far).toBeLessThan(0.0032);
    expect(Math.abs(neighbours)).toBeLessThan(0.01);
  });

  it('also fills an array with one element', () => {
    expect(Number.isFinite(normals(new Random(5), 1)[0])).toBe(true);
  });
});
