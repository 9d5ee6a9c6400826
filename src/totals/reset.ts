// A reset: the totals that follow it, and the event that keeps the old ones.
import type { ControlEvent } from '../vocabulary/events.js';
import { type TotalsDocument, totalsDocument } from './document.js';
import { NO_FIGURES, type Totals } from './totals.js';

/** The longest reason, characters. */
export const MAX_REASON_LENGTH = 500;

/** Who asked: a client of the HTTP interface, or the command line, while no controller ran. */
export type ResetOrigin = 'http' | 'cli';

/**
 * Stored totals of a program that does not run, begun anew.
 *
 * @param stored null when there are none
 * @param ts milliseconds since the epoch @param id identity of the new totals
 */
export function begunAnew(stored: Totals | null, ts: number, id: string): Totals {
  const { run, tick, counted } = stored ?? { run: 0, tick: 0, counted: { starts: 0, trips: {} } };
  return { id, since: ts, ts, run, tick, counted, ...NO_FIGURES };
}

/** The event of a reset. Its `before` makes the old totals recoverable. */
export function resetEvent(
  before: TotalsDocument,
  ts: number,
  reason: string,
  origin: ResetOrigin,
): ControlEvent {
  const message = 'the totals begin anew; `before` has the old ones';
  return {
    type: 'command',
    ts,
    data: { name: 'totals_reset', ok: true, by: null, origin, reason, before, message },
  };
}

/** The document of stored totals; that of empty ones when there are none. @param ts milliseconds since the epoch */
export function documentOf(stored: Totals | null, ts: number): TotalsDocument {
  return totalsDocument(stored ?? { ...NO_FIGURES, ts, since: ts });
}
