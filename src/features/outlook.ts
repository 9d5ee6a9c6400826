// The next trip after a minute: the label that a model is trained to predict.
import { MINUTE_MS } from './minute-row.js';

/** A trip of the event log; `ts` in milliseconds since the epoch. */
export interface PastTrip {
  readonly ts: number;
  readonly cause: string;
}

export interface Outlook {
  /** Seconds from the end of the minute to the next trip, 0 or more; null when no trip follows in the log. */
  readonly secondsToNextTrip: number | null;
  readonly nextTripCause: string | null;
}

/**
 * Returns a function that finds the next trip for a minute. Minutes have to be asked for in the order of time.
 *
 * @param trips in the order of time
 * @returns a function of the start of a minute, milliseconds since the epoch
 */
export function outlookOn(trips: readonly PastTrip[]): (minuteMs: number) => Outlook {
  let next = 0;
  return (minuteMs) => {
    const endMs = minuteMs + MINUTE_MS;
    while (next < trips.length && trips[next]!.ts < endMs) next++;
    const trip = trips[next];
    return {
      secondsToNextTrip: trip === undefined ? null : (trip.ts - endMs) / 1000,
      nextTripCause: trip?.cause ?? null,
    };
  };
}
