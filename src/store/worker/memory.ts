// A store in memory, used while the disk cannot be written.
import type { ControlEvent } from '../../vocabulary/events.js';
import { framesLost } from '../frames-lost.js';
import type { MemoryStart } from '../protocol.js';
import { Database } from './database/database.js';
import { newStoreSql } from './database/replacing.js';
import type { OutageFrames } from './frames/outage-frames.js';
import { limitChunksInMemory } from './history/retention.js';

/** The same number as the control thread keeps while the store takes no events; about 5 MB. */
export const MAX_EVENTS_IN_MEMORY = 10_000;
/** The minutes of one day; about 3 MB. */
const MAX_MINUTES_IN_MEMORY = 1440;
/** Compressed telemetry and priority messages: about 40 minutes of them at 15 Hz. */
export const MAX_FRAME_BYTES_IN_MEMORY = 4_000_000;
const FRAME_BYTES_A_BATCH = MAX_FRAME_BYTES_IN_MEMORY / 20;
/** At least this many of the oldest events are deleted at a time, so that one event reports the loss of many. */
const EVENTS_A_BATCH = 500;

/** An empty store that continues the run, and knows the alarms and the trip. */
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

/** The first events of the new log. */
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
    message: 'The thread that kept events in memory ended: the events of its log are lost.',
  };
  return [moved, { type: 'data_lost', ts: nowMs, data }];
}

export interface MadePlace {
  readonly events: number;
  /** The event to report when some of them had not been delivered; otherwise null. */
  readonly lost: ControlEvent | null;
}

/** Deletes what exceeds the limits, inside the caller's transaction. @param deliveredSeq events up to this one are delivered */
export function makePlace(db: Database, deliveredSeq: number, nowMs: number): MadePlace {
  limitChunksInMemory(db);
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
    message: `Memory is full of events: ${count} of them were deleted before they were delivered.`,
  };
  return { events: gone, lost: { type: 'data_lost', ts: nowMs, data } };
}

/** Deletes the oldest frames beyond the limit, inside the caller's transaction. Returns the events that report them. */
export function makePlaceForFrames(frames: OutageFrames, nowMs: number): readonly ControlEvent[] {
  if (frames.bytes <= MAX_FRAME_BYTES_IN_MEMORY) return [];
  return framesLost(frames.deleteOldest(FRAME_BYTES_A_BATCH), 'memory_full', nowMs);
}
