// Counts the starts and trips of one run of the program from its events, on the control thread.
import type { ControlEvent } from '../vocabulary/events.js';

/** Occurrences by name. */
export type Counts = Readonly<Record<string, number>>;

/** Since the start of the program. Plain data, so that it can cross between threads. */
export interface RunCounts {
  /** Times that the plant began to start. */
  readonly starts: number;
  /** Trips by cause. */
  readonly trips: Counts;
  /** The plant stopped by itself after a failure (`start_failed`, `not_turning`), and was not started since. */
  readonly standsByFault: boolean;
}

export const NO_COUNTS: RunCounts = { starts: 0, trips: {}, standsByFault: false };

/** Returns the counts after an event; the same object when the event changes nothing. */
export function countEvent(counts: RunCounts, { type, data }: ControlEvent): RunCounts {
  if (type === 'trip') {
    const cause = String(data.cause);
    return { ...counts, trips: { ...counts.trips, [cause]: (counts.trips[cause] ?? 0) + 1 } };
  }
  if (type !== 'lifecycle' || typeof data.plant !== 'string') return counts;
  if (data.plant === 'starting') return { ...counts, starts: counts.starts + 1, standsByFault: false };
  // Only a plant that gives up has a reason in its event.
  if (data.plant === 'stopping' && data.because !== undefined) return { ...counts, standsByFault: true };
  return counts;
}

/** Each count plus `factor` times that of the other; a count of zero is left out. */
export function addCounts(one: Counts, other: Counts, factor = 1): Counts {
  const sum: Record<string, number> = { ...one };
  for (const [name, count] of Object.entries(other)) sum[name] = (sum[name] ?? 0) + factor * count;
  return Object.fromEntries(Object.entries(sum).filter(([, count]) => count !== 0));
}
