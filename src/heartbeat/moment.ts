// The times of a base tick, as a record of numbers. The pacer fills it in a live run, virtual time in a scenario.

/** Positions in the record. Times are seconds of the run's monotonic time, which begins at 0. */
export const MOMENT = {
  /** Index of the base tick since the start; 60 a second, some may be missing. */
  tick: 0,
  /** 1 on a control tick, else 0. */
  isControl: 1,
  /** Control ticks that were skipped since the last one, on a control tick. */
  missed: 2,
  /** When the tick was due. */
  deadlineS: 3,
  /** When the tick began. */
  beganS: 4,
  /** Wall time of the deadline, milliseconds since the epoch. */
  wallMs: 5,
  /** How long after the deadline of its work the tick began; never below 0. */
  latenessS: 6,
  /** How long the last control tick took. */
  computeS: 7,
  /** How long the process stood still before this tick, when that is longer than STALL_LIMIT_S; else 0. */
  stalledS: 8,
  length: 9,
} as const;

export function createMoment(): Float64Array {
  return new Float64Array(MOMENT.length);
}
