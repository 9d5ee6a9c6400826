// What the health of a minute says of the control thread's durations.
import type { ControlHealth, DurationFigures } from '../control/records/health.js';
import type { DurationStatistics } from './minute-row.js';

/** The part of the health that has durations. */
export type TimedHealth = Pick<ControlHealth, 'phases' | 'loop'>;

/**
 * @param before the last health of the minute before, or the first of this one where there is none; null for neither
 * @param last the last health of the minute; null when there is none
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
