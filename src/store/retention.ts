// Keeps the store within its bounds of size and age, a small batch of the oldest events at a time.
import type { ControlEvent } from '../control/events.js';
import type { Database } from './database.js';

export interface RetentionLimits {
  /** In units of 10^6 bytes. */
  readonly maxMegabytes: number;
  readonly maxAgeDays: number;
}

export interface RetentionResult {
  /** A full batch was deleted: call again soon. */
  readonly more: boolean;
  /** What to report when events were deleted that had not been delivered. */
  readonly lost: ControlEvent | null;
}

const EVENTS_A_BATCH = 500;
const PAGES_A_BATCH = 1000;
const DAY_MS = 86_400_000;

/**
 * Deletes one batch, inside the caller's transaction: delivered events that are too old; and, while the file is too
 * large, the oldest ones whether delivered or not. Only ever from the old end, so what is left has no gap.
 *
 * @param deliveredSeq events up to this one are delivered
 * @param nowMs wall time in milliseconds since the epoch
 */
export function retainEvents(
  db: Database,
  limits: RetentionLimits,
  deliveredSeq: number,
  nowMs: number,
): RetentionResult {
  const batch = db.prepare('SELECT seq, ts FROM events ORDER BY seq LIMIT ?').all(EVENTS_A_BATCH);
  const tooLarge = usedBytes(db) > limits.maxMegabytes * 1e6;
  const oldestKeptMs = nowMs - limits.maxAgeDays * DAY_MS;
  const kept = batch.findIndex(
    (row) => !tooLarge && (Number(row.ts) >= oldestKeptMs || Number(row.seq) > deliveredSeq),
  );
  const deleted = kept === -1 ? batch : batch.slice(0, kept);
  const last = deleted.at(-1);
  if (last === undefined) return { more: false, lost: null };
  db.prepare('DELETE FROM events WHERE seq <= ?').run(Number(last.seq));
  const undelivered = deleted.map((row) => Number(row.seq)).filter((seq) => seq > deliveredSeq);
  return { more: kept === -1 && batch.length === EVENTS_A_BATCH, lost: dataLost(undelivered, nowMs) };
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
    message: `The store reached its bound of size: ${seqs.length} events were deleted before they were delivered.`,
  };
  return { type: 'data_lost', ts: nowMs, data };
}
