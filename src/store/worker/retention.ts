// Keeps the store within its limits of size and age: deletes the oldest entries in small batches.

import { DAY_MS } from '../../history/levels.js';
import type { ControlEvent } from '../../vocabulary/events.js';
import type { StoreOptions } from '../protocol.js';
import type { Database, Row } from './database/database.js';
import { retainHistory } from './history/retention.js';

export type RetentionLimits = Pick<StoreOptions, 'maxMegabytes' | 'maxAgeDays'>;

export interface RetentionResult {
  /** There may be more to delete: call again soon. */
  readonly more: boolean;
  /** The event to report when undelivered events were deleted; otherwise null. */
  readonly lost: ControlEvent | null;
}

const EVENTS_A_BATCH = 500;
/** About as many bytes as a batch of events. */
const MINUTES_A_BATCH = 50;
const PAGES_A_BATCH = 1000;

/**
 * Deletes one batch, inside the caller's transaction: history, minutes and delivered events that are too old. While the file is
 * too large, it deletes history first, then the oldest minutes and delivered events. Undelivered events are deleted last, when
 * nothing else is left. It always deletes the oldest entries, so the remaining ones have no gap.
 *
 * @param deliveredSeq events up to this one are delivered
 * @param nowMs wall time in milliseconds since the epoch
 */
export function retain(
  db: Database,
  limits: RetentionLimits,
  deliveredSeq: number,
  nowMs: number,
): RetentionResult {
  const isTooLarge = usedBytes(db) > limits.maxMegabytes * 1e6;
  if (retainHistory(db, limits.maxAgeDays, isTooLarge, nowMs) > 0) return { more: true, lost: null };

  const minutes = db.prepare('SELECT id, ts FROM minutes ORDER BY ts, id LIMIT ?').all(MINUTES_A_BATCH);
  const events = db.prepare('SELECT seq, ts FROM events ORDER BY seq LIMIT ?').all(EVENTS_A_BATCH);
  const oldestKeptMs = nowMs - limits.maxAgeDays * DAY_MS;
  const isOld = ({ ts }: Row) => Number(ts) < oldestKeptMs;
  const isDelivered = ({ seq }: Row) => Number(seq) <= deliveredSeq;

  const [oldest] = events;
  const minutesGoFirst = oldest === undefined || !isDelivered(oldest) || isOlder(minutes[0], oldest);
  const goneMinutes = isTooLarge && minutesGoFirst ? minutes : leading(minutes, isOld);
  for (const { id } of goneMinutes) db.prepare('DELETE FROM minutes WHERE id = ?').run(Number(id));
  if (goneMinutes.length > 0) return { more: true, lost: null };

  const isLastResort = isTooLarge && minutes.length === 0;
  const goneEvents = leading(
    events,
    (row) => isLastResort || (isDelivered(row) && (isTooLarge || isOld(row))),
  );
  const last = goneEvents.at(-1);
  if (last === undefined) return { more: false, lost: null };
  db.prepare('DELETE FROM events WHERE seq <= ?').run(Number(last.seq));
  const undelivered = goneEvents.map((row) => Number(row.seq)).filter((seq) => seq > deliveredSeq);
  return { more: isTooLarge || goneEvents.length === EVENTS_A_BATCH, lost: dataLost(undelivered, nowMs) };
}

function isOlder(row: Row | undefined, than: Row): boolean {
  return row !== undefined && Number(row.ts) < Number(than.ts);
}

/** The rows before the first one that does not qualify. */
function leading(rows: readonly Row[], qualifies: (row: Row) => boolean): readonly Row[] {
  const end = rows.findIndex((row) => !qualifies(row));
  return end === -1 ? rows : rows.slice(0, end);
}

/** Gives free pages back to the file system, a bounded number of them; returns whether there are more. */
export function shrinkFile(db: Database): boolean {
  db.exec(`PRAGMA incremental_vacuum(${PAGES_A_BATCH})`);
  return pragma(db, 'freelist_count') > 0;
}

function usedBytes(db: Database): number {
  return (pragma(db, 'page_count') - pragma(db, 'freelist_count')) * pragma(db, 'page_size');
}

function pragma(db: Database, name: 'page_count' | 'freelist_count' | 'page_size'): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function dataLost(seqs: readonly number[], nowMs: number): ControlEvent | null {
  if (seqs.length === 0) return null;
  const data = {
    what: 'events',
    reason: 'store_full',
    count: seqs.length,
    fromSeq: seqs[0],
    toSeq: seqs.at(-1),
    message: `The store reached its maximum size: ${seqs.length} events were deleted before they were delivered.`,
  };
  return { type: 'data_lost', ts: nowMs, data };
}
