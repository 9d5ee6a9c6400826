// Packed blocks: what is kept exactly, how far values are rounded, and how small blocks become.
import { describe, expect, it } from 'vitest';
import { decodeBlock, encodeBlock } from '../../src/history/block-codec.js';
import { type Point, PointList } from '../../src/history/points.js';
import { noise, pointList, START_MS } from './fixtures.js';

function again(points: PointList, stepMs = 1000): Point[] {
  return decodeBlock(encodeBlock(points, stepMs)).points();
}

/** A noisy channel: 60 frames a second around `level`, with this deviation. */
function noisy(seconds: number, level: number, deviation: number): PointList {
  const random = noise();
  const points = new PointList();
  for (let s = 0; s < seconds; s++) {
    const values = Array.from({ length: 60 }, () => {
      return level + deviation * (random() + random() + random() + random() - 2) * Math.sqrt(3);
    });
    const mean = values.reduce((sum, value) => sum + value, 0) / 60;
    points.add(START_MS + 1000 * s, 60, 1, Math.min(...values), mean, Math.max(...values));
  }
  return points;
}

describe('a block', () => {
  it('keeps times, gaps, counts and qualities exactly', () => {
    const points = pointList([
      { count: 60, marks: 1 },
      { count: 45, marks: 5 },
      { ts: START_MS + 7000, count: 0, marks: 8, min: NaN, mean: NaN, max: NaN },
      { ts: START_MS + 3_599_000, count: 72, marks: 3 },
    ]);
    expect(again(points)).toEqual(points.points());
  });

  it('keeps counts of an hour in its points', () => {
    const points = pointList([{ count: 216_000 }, { count: 3 }, { count: 215_999 }], 3_600_000);
    expect(again(points, 3_600_000)).toEqual(points.points());
  });

  it('keeps values with few decimals exactly, also a peak far above the others', () => {
    const points = pointList([
      { min: 1.538, mean: 1.55, max: 1.557 },
      { min: 1.53, mean: 1.561, max: 40.1 },
      { min: -0.3, mean: 1.5, max: 1.557 },
    ]);
    expect(again(points)).toEqual(points.points());
  });

  it('rounds minimum and maximum outwards, so that every measured value is in the range', () => {
    const points = noisy(600, 154, 0.8);
    for (const [i, point] of again(points).entries()) {
      expect(point.min).toBeLessThanOrEqual(points.min[i]!);
      expect(point.max).toBeGreaterThanOrEqual(points.max[i]!);
    }
  });

  it('rounds by at most 1/300 of the typical movement within a second', () => {
    const points = noisy(600, 154, 0.8);
    const movements = points.points().map(({ min, max }) => max - min);
    const typical = movements.sort((a, b) => a - b)[300]!;
    for (const [i, { min, mean, max }] of again(points).entries()) {
      expect(points.min[i]! - min).toBeLessThanOrEqual(typical / 300);
      expect(Math.abs(mean - points.mean[i]!)).toBeLessThanOrEqual(typical / 600);
      expect(max - points.max[i]!).toBeLessThanOrEqual(typical / 300);
    }
  });

  it('keeps a long path and a meter to nine digits, and a constant value to nine digits', () => {
    const path = pointList(
      Array.from({ length: 100 }, (_, i) => {
        const mean = 123_456 + i * 1.5;
        return { min: mean - 0.75, mean, max: mean + 0.75 };
      }),
    );
    expect(again(path)[50]?.mean).toBeCloseTo(123_456 + 75, 2);
    const third = { min: 1 / 3, mean: 1 / 3, max: 1 / 3 };
    expect(again(pointList([third, third]))[1]?.mean).toBeCloseTo(1 / 3, 8);
  });

  it.each([1e-12, 1e-3, 1, 1e6, 1e15, 1e99])('keeps values of about %s', (size) => {
    const points = noisy(60, size, size / 50);
    for (const [i, { min, mean, max }] of again(points).entries()) {
      for (const [kept, was] of [
        [min, points.min[i]!],
        [mean, points.mean[i]!],
        [max, points.max[i]!],
      ] as const) {
        expect(Math.abs(kept / was - 1)).toBeLessThan(1e-3);
      }
    }
  });

  it('keeps peaks beyond every measure without an error', () => {
    const points = pointList([{}, { max: 1e100 }, { min: -1e100 }, {}]);
    const [, high, low] = again(points);
    expect(high!.max / 1e100).toBeCloseTo(1, 9);
    expect(low!.min / -1e100).toBeCloseTo(1, 9);
  });

  it('takes less than 5 bytes a second for noise, and nearly nothing for a constant value', () => {
    expect(encodeBlock(noisy(3600, 154, 0.8), 1000).length / 3600).toBeLessThan(5);
    const constant = pointList(Array.from({ length: 3600 }, () => ({ min: 15, mean: 15, max: 15 })));
    expect(encodeBlock(constant, 1000).length).toBeLessThan(200);
  });
});

describe('bytes that are not a block', () => {
  it('are refused', () => {
    const block = encodeBlock(noisy(100, 1, 0.1), 1000);
    const newer = Buffer.from(block);
    newer[0] = 2;
    expect(() => decodeBlock(newer)).toThrow('unknown form 2');
    expect(() => decodeBlock(block.subarray(0, block.length - 20))).toThrow();
    expect(() => decodeBlock(Buffer.from([]))).toThrow();
  });
});
