// A store in memory, for the time in which the disk cannot be written.
import type { ControlEvent } from '../../control/events.js';
import type { MemoryStart } from '../protocol.js';
import { Database } from './database/database.js';
import { newStoreSql } from './database/replacing.js';

/** As many events as the control thread would keep for a store that takes none; some 5 MB. */
export const MAX_EVENTS_IN_MEMORY = 10_000;
/** A day of them: some 3 MB. */
const MAX_MINUTES_IN_MEMORY = 1440;
/** The oldest events make place so many at a time at least, so that not each one is reported by an event of its own. */
const EVENTS_A_BATCH = 500;

/** An empty store that goes on with the run, and knows the alarms and the trip. */
export function openMemory(run: number, { alarms, trip, energised }: MemoryStart): Database {
  const db = new Database(':memory:');
  db.exec(
    newStoreSql({
      run,
      ended: 0,
      energised: energised ? 1 : 0,
      trip: trip === null ? null : JSON.stringify(trip),
      alarms: alarms.map((alarm) => ({ rule: alarm.rule, data: JSON.stringify(alarm) })),
    }),
  );
  return db;
}

/** What the new log begins with. */
export function memoryEvents(start: MemoryStart, nowMs: number): readonly ControlEvent[] {
  const { previous, previousWasMemory, reason } = start;
  const moved: ControlEvent = {
    type: 'lifecycle',
    ts: nowMs,
    data: {
      store: 'memory',
      previous,
      reason,
      message: 'The disk cannot be written: events are kept in memory until it can.',
    },
  };
  if (!previousWasMemory) return [moved];
  const data = {
    what: 'events',
    reason: 'store_crashed',
    log: previous.log,
    count: previous.lastSeq,
    fromSeq: 1,
    toSeq: previous.lastSeq,
    message: 'The thread that held events in memory ended: those of its log are on no disk.',
  };
  return [moved, { type: 'data_lost', ts: nowMs, data }];
}

export interface MadePlace {
  readonly events: number;
  /** What to report when some of them had not been delivered. */
  readonly lost: ControlEvent | null;
}

/** Keeps within the bounds, inside the caller's transaction. @param deliveredSeq events up to this one are delivered */
export function makePlace(db: Database, deliveredSeq: number, nowMs: number): MadePlace {
  db.prepare('DELETE FROM minutes WHERE id <= (SELECT max(id) FROM minutes) - ?').run(MAX_MINUTES_IN_MEMORY);
  const held = db.prepare('SELECT count(*) AS count, min(seq) AS first FROM events').get();
  const excess = Number(held?.count) - MAX_EVENTS_IN_MEMORY;
  if (excess <= 0) return { events: 0, lost: null };
  const gone = Math.max(excess, EVENTS_A_BATCH);
  const first = Number(held?.first);
  const last = first + gone - 1;
  db.prepare('DELETE FROM events WHERE seq <= ?').run(last);
  const fromSeq = Math.max(first, deliveredSeq + 1);
  const count = last - fromSeq + 1;
  if (count <= 0) return { events: gone, lost: null };
  const data = {
    what: 'events',
    reason: 'memory_full',
    count,
    fromSeq,
    toSeq: last,
    message: `Memory has no place for more events: ${count} were deleted before they were delivered.`,
  };
  return { events: gone, lost: { type: 'data_lost', ts: nowMs, data } };
}
