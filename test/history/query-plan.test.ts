// The choice of the level and of the steps of an answer.
import { describe, expect, it } from 'vitest';
import { LEVELS } from '../../src/history/levels.js';
import { planQuery } from '../../src/history/query-plan.js';
import { START_MS } from './fixtures.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The length of a level's points and of the answer's steps, seconds. */
function plan(lengthMs: number, points: number, oldest?: readonly (number | null)[]) {
  const { level, stepMs } = planQuery({ fromMs: START_MS, toMs: START_MS + lengthMs }, points, oldest);
  return [LEVELS[level].stepMs / 1000, stepMs / 1000];
}

describe('a question', () => {
  it('is answered from the coarsest level that has enough points', () => {
    expect(plan(600_000, 1000)).toEqual([1, 1]);
    expect(plan(HOUR_MS, 1000)).toEqual([1, 4]);
    expect(plan(DAY_MS, 1000)).toEqual([60, 120]);
    expect(plan(DAY_MS, 2000)).toEqual([60, 60]);
    expect(plan(DAY_MS, 10_000)).toEqual([1, 9]);
    expect(plan(365 * DAY_MS, 1000)).toEqual([3600, 9 * 3600]);
    expect(plan(365 * DAY_MS, 10_000)).toEqual([3600, 3600]);
  });

  it('never gets more steps than points were asked, and all of each step that it touches', () => {
    for (const points of [1, 2, 3, 7, 100, 999, 10_000]) {
      for (const lengthMs of [1, 1500, 61_000, HOUR_MS, DAY_MS + 1, 400 * DAY_MS]) {
        const asked = { fromMs: START_MS + 777, toMs: START_MS + 777 + lengthMs };
        const { level, stepMs, fromMs, toMs } = planQuery(asked, points);
        expect((toMs - fromMs) / stepMs).toBeLessThanOrEqual(points);
        expect(stepMs % LEVELS[level].stepMs).toBe(0);
        expect(fromMs % LEVELS[level].stepMs).toBe(0);
        expect(fromMs).toBeLessThanOrEqual(asked.fromMs);
        expect(toMs).toBeGreaterThanOrEqual(asked.toMs);
        expect(Number.isInteger((toMs - fromMs) / stepMs)).toBe(true);
      }
    }
  });

  it('is answered from a coarser level when the finer one has deleted a part of the period', () => {
    const oldest = [START_MS + HOUR_MS, START_MS - DAY_MS, START_MS - 10 * DAY_MS];
    expect(plan(2 * HOUR_MS, 10_000, oldest)).toEqual([60, 60]);
    expect(plan(2 * HOUR_MS, 10_000, [START_MS - 1000, START_MS - DAY_MS, START_MS - DAY_MS])).toEqual([
      1, 1,
    ]);
    expect(plan(2 * HOUR_MS, 10_000, [null, null, START_MS - DAY_MS])).toEqual([3600, 3600]);
  });

  it('is answered from the seconds when no level reaches further back', () => {
    // The first minute begins before the first second, because it is aligned.
    const oldest = [START_MS + 59_000, START_MS, START_MS];
    expect(plan(HOUR_MS, 10_000, oldest)).toEqual([1, 1]);
    expect(plan(HOUR_MS, 10_000, [null, null, null])).toEqual([1, 1]);
  });
});
