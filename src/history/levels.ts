// The three resolutions in which history is kept: how long a point is, how many points a block holds, and how long they live.

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export interface Level {
  /** The time of one point, milliseconds. Points are aligned to multiples of it since the epoch. */
  readonly stepMs: number;
  /** The time of one block, milliseconds. A block does not cross a multiple of it. */
  readonly blockMs: number;
  /** Points are deleted at this age, days; null for the age that `store.maxAgeDays` sets. */
  readonly maxAgeDays: number | null;
}

/**
 * By level: seconds, minutes, hours. A level is made from the one before it, once. Minutes and hours take little space: a year of
 * minutes takes about as much as a week of seconds.
 */
export const LEVELS = [
  { stepMs: SECOND_MS, blockMs: HOUR_MS, maxAgeDays: null },
  { stepMs: MINUTE_MS, blockMs: DAY_MS, maxAgeDays: 400 },
  { stepMs: HOUR_MS, blockMs: DAY_MS, maxAgeDays: 3653 },
] as const satisfies readonly Level[];

/** Index into {@link LEVELS}. */
export type LevelIndex = 0 | 1 | 2;

export const SECONDS: LevelIndex = 0;
/** The levels that are made from others. */
export const ROLLUPS: readonly LevelIndex[] = [1, 2];

/** How long the points of a level are kept, days. They are never deleted earlier than the seconds. */
export function keptDays(level: LevelIndex, maxAgeDays: number): number {
  return Math.max(LEVELS[level].maxAgeDays ?? 0, maxAgeDays);
}
