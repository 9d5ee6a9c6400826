// Keeps the store within its limits of size and age: deletes the oldest entries in small batches.

import { DAY_MS } from '../../history/levels.js';
import type { ControlEvent } from '../../vocabulary/events.js';
import { framesLost } from '../frames-lost.js';
import type { StoreOptions } from '../protocol.js';
import type { Database, Row } from './database/database.js';
import type { OutageFrames } from './frames/outage-frames.js';
import { retainHistory } from './history/retention.js';

export type RetentionLimits = Pick<StoreOptions, 'maxMegabytes' | 'maxAgeDays'>;

export interface RetentionResult {
  /** There may be more to delete: call again soon. */
  readonly more: boolean;
  /** The events to report when something was deleted that was not delivered. */
  readonly lost: readonly ControlEvent[];
}

export interface RetentionContents {
  readonly db: Database;
  readonly frames: OutageFrames;
  /** Events up to this one are delivered. */
  readonly deliveredSeq: number;
}

const EVENTS_A_BATCH = 500;
/** About as many bytes as a batch of events. */
const MINUTES_A_BATCH = 50;
/** While the store is full, frames keep at most this share of it. Events and minutes share the rest. */
const FRAMES_SHARE = 0.25;
/** Part of their share by which frames are reduced at a time, so that one event reports the loss of many. */
const FRAMES_A_BATCH = 1 / 20;
const PAGES_A_BATCH = 1000;

/**
 * Deletes one batch, inside the caller's transaction. By age: history, minutes and delivered events. While the file is too large, in
 * this order: frames beyond their share; history; the oldest minutes and delivered events; the other frames; undelivered events. It
 * always deletes the oldest entries of a kind, so the remaining ones have no gap.
 *
 * @param nowMs wall time in milliseconds since the epoch
 */
export function retain(contents: RetentionContents, limits: RetentionLimits, nowMs: number): RetentionResult {
  const { db, frames } = contents;
  const maxBytes = limits.maxMegabytes * 1e6;
  const isTooLarge = usedBytes(db) > maxBytes;
  const framesBytes = FRAMES_SHARE * maxBytes;
  const deleteFrames = (): RetentionResult => {
    const lost = frames.deleteOldest(framesBytes * FRAMES_A_BATCH);
    return { more: true, lost: framesLost(lost, 'store_full', nowMs) };
  };
  const waiting = isTooLarge ? frames.bytes : 0;
  if (waiting > framesBytes) return deleteFrames();
  if (retainHistory(db, limits.maxAgeDays, isTooLarge, nowMs) > 0) return { more: true, lost: [] };
  const isLastResort = isTooLarge && waiting === 0;
  const result = retainRows(contents, { isTooLarge, isLastResort }, limits, nowMs);
  return isTooLarge && !result.more && waiting > 0 ? deleteFrames() : result;
}

/** Deletes minutes or events. @param isLastResort undelivered events may go when no minutes are left */
function retainRows(
  { db, deliveredSeq }: RetentionContents,
  { isTooLarge, isLastResort }: { readonly isTooLarge: boolean; readonly isLastResort: boolean },
  { maxAgeDays }: RetentionLimits,
  nowMs: number,
): RetentionResult {
  const minutes = db.prepare('SELECT id, ts FROM minutes ORDER BY ts, id LIMIT ?').all(MINUTES_A_BATCH);
  const events = db.prepare('SELECT seq, ts FROM events ORDER BY seq LIMIT ?').all(EVENTS_A_BATCH);
  const oldestKeptMs = nowMs - maxAgeDays * DAY_MS;
  const isOld = ({ ts }: Row) => Number(ts) < oldestKeptMs;
  const isDelivered = ({ seq }: Row) => Number(seq) <= deliveredSeq;

  const [oldest] = events;
  const minutesGoFirst = oldest === undefined || !isDelivered(oldest) || isOlder(minutes[0], oldest);
  const goneMinutes = isTooLarge && minutesGoFirst ? minutes : leading(minutes, isOld);
  for (const { id } of goneMinutes) db.prepare('DELETE FROM minutes WHERE id = ?').run(Number(id));
  if (goneMinutes.length > 0) return { more: true, lost: [] };

  const mayBeUndelivered = isLastResort && minutes.length === 0;
  const goneEvents = leading(
    events,
    (row) => mayBeUndelivered || (isDelivered(row) && (isTooLarge || isOld(row))),
  );
  const last = goneEvents.at(-1);
  if (last === undefined) return { more: false, lost: [] };
  db.prepare('DELETE FROM events WHERE seq <= ?').run(Number(last.seq));
  const undelivered = goneEvents.map((row) => Number(row.seq)).filter((seq) => seq > deliveredSeq);
  const lost = undelivered.length === 0 ? [] : [eventsLost(undelivered, nowMs)];
  return { more: isTooLarge || goneEvents.length === EVENTS_A_BATCH, lost };
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

function eventsLost(seqs: readonly number[], nowMs: number): ControlEvent {
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
