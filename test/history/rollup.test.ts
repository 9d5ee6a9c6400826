// Longer steps from shorter ones.
import { describe, expect, it } from 'vitest';
import { rollUp } from '../../src/history/rollup.js';
import { pointList, START_MS } from './fixtures.js';

const MINUTE_MS = 60_000;

describe('a minute made from seconds', () => {
  it('has the smallest minimum, the largest maximum, and the mean weighted by the number of values', () => {
    const seconds = pointList([
      { count: 60, min: 1, mean: 2, max: 3 },
      { count: 20, min: -4, mean: 6, max: 7 },
    ]);
    expect(rollUp(seconds, MINUTE_MS).points()).toEqual([
      { ts: START_MS, count: 80, marks: 1, min: -4, mean: (60 * 2 + 20 * 6) / 80, max: 7 },
    ]);
  });

  it('keeps a peak of 0.15 s: it is the maximum of its minute and of its hour, and hardly moves their mean', () => {
    const peakAt = 1834;
    const seconds = pointList(
      Array.from({ length: 3600 }, (_, i) =>
        i === peakAt
          ? { min: 1.5, mean: (51 * 1.5 + 9 * 9.5) / 60, max: 9.5 }
          : { min: 1.5, mean: 1.5, max: 1.5 },
      ),
    );
    const minutes = rollUp(seconds, MINUTE_MS);
    const inMinutes = minutes.points().filter(({ max }) => max === 9.5);
    expect(inMinutes.map(({ ts }) => (ts - START_MS) / MINUTE_MS)).toEqual([Math.floor(peakAt / 60)]);
    expect(inMinutes[0]?.mean).toBeCloseTo(1.52, 12);
    const [hour] = rollUp(minutes, 3_600_000).points();
    expect(hour).toMatchObject({ min: 1.5, max: 9.5 });
    expect(hour?.mean).toBeCloseTo(1.5 + 1.2 / 3600, 12);
  });

  it('has the qualities of all its seconds, and values of those only that had some', () => {
    const seconds = pointList([
      { marks: 1, mean: 2 },
      { count: 0, marks: 8, min: NaN, mean: NaN, max: NaN },
    ]);
    expect(rollUp(seconds, MINUTE_MS).points()).toMatchObject([{ count: 60, marks: 9, mean: 2 }]);
    const bad = pointList([{ count: 0, marks: 8, min: NaN, mean: NaN, max: NaN }]);
    expect(rollUp(bad, MINUTE_MS).points()).toEqual([
      { ts: START_MS, count: 0, marks: 8, min: NaN, mean: NaN, max: NaN },
    ]);
  });

  it('is aligned to the wall clock, and is absent when all its seconds are', () => {
    const seconds = pointList([59, 60, 61, 240].map((s) => ({ ts: START_MS + s * 1000 })));
    const minutes = rollUp(seconds, MINUTE_MS).points();
    expect(minutes.map(({ ts, count }) => [(ts - START_MS) / MINUTE_MS, count])).toEqual([
      [0, 60],
      [1, 120],
      [4, 60],
    ]);
  });

  it('gives the same hour as the seconds themselves', () => {
    const seconds = pointList(
      Array.from({ length: 3600 }, (_, i) => ({ count: 30 + (i % 31), min: -i, mean: i % 7, max: i })),
    );
    const [direct] = rollUp(seconds, 3_600_000).points();
    const [byMinutes] = rollUp(rollUp(seconds, MINUTE_MS), 3_600_000).points();
    expect({ ...byMinutes, mean: 0 }).toEqual({ ...direct, mean: 0 });
    expect(byMinutes?.mean).toBeCloseTo(direct!.mean, 12);
  });
});
