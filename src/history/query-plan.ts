// Plans a query: which level is read, and how long the steps of the answer are.
import { LEVELS, type LevelIndex, SECONDS } from './levels.js';

/** Most points of one series. */
export const MAX_POINTS = 10_000;

export interface HistoryPeriod {
  /** Milliseconds since the epoch; `fromMs` is included, `toMs` is not. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface QueryPlan {
  readonly level: LevelIndex;
  /** Length of a step of the answer, milliseconds: a multiple of the level's step. */
  readonly stepMs: number;
  /** Start of the first step and end of the last one, milliseconds since the epoch: multiples of `stepMs` around the asked period. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** A level whose steps are a little longer than asked is taken too: it is read much faster than the finer one. */
const MOST_COARSE = 2;

/**
 * The answer has at most `points` steps. All of a step counts that touches the period, so no peak at its borders is lost.
 *
 * @param points from 1 to {@link MAX_POINTS}
 * @param oldestMs start of the oldest point of each level, milliseconds since the epoch; null for a level without points. When the
 * level has already deleted a part of the period that a coarser one still has, the coarser one is read.
 */
export function planQuery(
  { fromMs, toMs }: HistoryPeriod,
  points: number,
  oldestMs: readonly (number | null)[] = [],
): QueryPlan {
  const ideal = (toMs - fromMs) / points;
  let level: LevelIndex = SECONDS;
  for (const coarser of [1, 2] as const) {
    const fits = LEVELS[coarser].stepMs <= MOST_COARSE * ideal;
    if (fits || reachesFurther(oldestMs, coarser, level, fromMs)) level = coarser;
  }
  const unitMs = LEVELS[level].stepMs;
  for (let stepMs = unitMs * Math.max(1, Math.ceil(ideal / unitMs)); ; stepMs += unitMs) {
    const from = Math.floor(fromMs / stepMs) * stepMs;
    const to = Math.ceil(toMs / stepMs) * stepMs;
    if ((to - from) / stepMs <= points) return { level, stepMs, fromMs: from, toMs: to };
    // Only a period that crosses the border between two steps is left: no longer step avoids that border for certain.
    if (points === 1 && stepMs > 2 * (toMs - fromMs))
      return { level, stepMs: to - from, fromMs: from, toMs: to };
  }
}

function reachesFurther(
  oldestMs: readonly (number | null)[],
  coarser: LevelIndex,
  level: LevelIndex,
  fromMs: number,
): boolean {
  const ofCoarser = oldestMs[coarser] ?? null;
  const ofLevel = oldestMs[level] ?? Number.POSITIVE_INFINITY;
  // A coarser point begins up to one step before the finer ones that it was made from.
  return ofCoarser !== null && fromMs < ofLevel && ofCoarser + LEVELS[coarser].stepMs <= ofLevel;
}
