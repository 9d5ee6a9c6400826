// The statistics of the control thread's durations in one minute, from its health records.
import type { ControlHealth, DurationFigures } from '../control/records/health.js';
import type { DurationStatistics } from './minute-row.js';

/** The part of a health record that has durations. */
export type TimedHealth = Pick<ControlHealth, 'phases' | 'loop'>;

/**
 * @param before the last health record of the previous minute, or else the first one of this minute; null when there is none
 * @param last the last health record of the minute; null when there is none
 */
export function durationStatistics(
  before: TimedHealth | null,
  last: TimedHealth | null,
): Record<string, DurationStatistics> {
  if (last === null) return {};
  const countedBefore = before === null ? null : durationsOf(before);
  const statistics = Object.entries(durationsOf(last)).map(([name, { count, p50, p99, p999, max }]) => {
    const counted = countedBefore === null ? null : count - (countedBefore[name]?.count ?? 0);
    return [name, { p50, p99, p999, max, count: counted }] as const;
  });
  return Object.fromEntries(statistics);
}

function durationsOf({ phases, loop }: TimedHealth): Readonly<Record<string, DurationFigures>> {
  return { ...phases, compute: loop.compute, lateness: loop.lateness };
}
