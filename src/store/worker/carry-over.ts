// Copies events, minutes, history, frames, totals and state of a store in memory to the store on the disk, when the disk works again.
import type { ControlEvent, EventType } from '../../vocabulary/events.js';
import type { Database } from './database/database.js';
import type { EventLog } from './event-log.js';
import type { OutageFrames } from './frames/outage-frames.js';
import type { HistoryTables } from './history/tables.js';
import type { KeptTotals } from './kept-totals.js';
import type { Minutes } from './minutes.js';
import type { Runs } from './runs.js';

/** The parts of a store that are copied from or to. */
export interface StoreParts {
  readonly db: Database;
  readonly events: EventLog;
  readonly runs: Runs;
  readonly minutes: Minutes;
  readonly history: HistoryTables;
  readonly frames: OutageFrames;
  readonly totals: KeptTotals;
}

const ROWS_A_READ = 500;

/**
 * Call it inside a transaction on `to`. Each event gets the next number of the log of `to` and keeps its old one as its origin.
 * An event that the disk had stored already before it failed is left out. Alarms, trip and outputs are those of memory.
 *
 * @returns how many events were added
 */
export function carryOver(from: StoreParts, to: StoreParts, run: number): number {
  const carried = carryEvents(from, to);
  to.events.setState(from.events.alarms(), from.events.trip());
  to.runs.setEnergised(run, from.runs.isEnergised(run));
  carryMinutes(from, to);
  carryHistory(from, to);
  from.frames.copyTo(to.frames);
  const totals = from.totals.body;
  if (totals !== null) to.totals.keep(totals);
  to.totals.write();
  return carried;
}

function carryEvents({ db, events }: StoreParts, to: StoreParts): number {
  const read = db.prepare(
    'SELECT seq, run, n, ts, type, data FROM events WHERE seq > ? ORDER BY seq LIMIT ?',
  );
  let carried = 0;
  let after = 0;
  for (;;) {
    const rows = read.all(after, ROWS_A_READ);
    for (const { seq, run, n, ts, type, data } of rows) {
      const event: ControlEvent = {
        type: type as EventType,
        ts: Number(ts),
        data: JSON.parse(String(data)) as ControlEvent['data'],
      };
      after = Number(seq);
      const number = n === null ? null : Number(n);
      if (to.events.append(Number(run), number, event, { log: events.log, seq: after })) carried++;
    }
    if (rows.length < ROWS_A_READ) return carried;
  }
}

function carryMinutes(from: StoreParts, to: StoreParts): void {
  let place = { ts: Number.MIN_SAFE_INTEGER, id: 0 };
  for (;;) {
    const minutes = from.minutes.after(place, Number.MAX_SAFE_INTEGER, ROWS_A_READ);
    for (const minute of minutes) to.minutes.put(minute);
    const last = minutes.at(-1);
    if (last === undefined) return;
    place = last;
  }
}

/** A store in memory has chunks only, no blocks. */
function carryHistory({ history }: StoreParts, to: StoreParts): void {
  const channels = new Map(history.channels.map((channel) => [channel.id, channel]));
  for (const chunk of history.chunks(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)) {
    to.history.putChunk({ ...chunk, channels: chunk.channels.map((id) => channels.get(id)!) });
  }
}
