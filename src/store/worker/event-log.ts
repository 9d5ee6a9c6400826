// The event log: numbers and stores events, keeps the state of alarms and trip up to date, and reads events back.
import type {
  Alert,
  ControlEvent,
  EventPlace,
  EventType,
  StoredEvent,
  Trip,
} from '../../vocabulary/events.js';
import type { Database, Row, Statement } from './database/database.js';

/** Most events that one read returns. To get more, the caller reads again. */
const MAX_EVENTS_A_READ = 1000;

export class EventLog {
  readonly log: string;
  private readonly insert: Statement;
  private readonly saveSeq: Statement;
  private readonly saveAlarm: Statement;
  private readonly saveTrip: Statement;
  private readonly forget: Statement;
  private readonly forgetAll: Statement;
  private readonly selectAlarms: Statement;
  private readonly selectTrip: Statement;
  private readonly selectRange: Statement;
  private seq: number;

  constructor(db: Database) {
    const journal = db.prepare('SELECT log, last_seq FROM journal').get();
    this.log = String(journal?.log);
    this.seq = Number(journal?.last_seq);
    this.insert = db.prepare(
      `INSERT INTO events (seq, run, n, ts, type, data, origin) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (run, n) DO NOTHING`,
    );
    this.saveSeq = db.prepare('UPDATE journal SET last_seq = ?');
    this.saveAlarm = db.prepare(
      'INSERT INTO alarms (rule, data) VALUES (?, ?) ON CONFLICT (rule) DO UPDATE SET data = excluded.data',
    );
    this.saveTrip = db.prepare('UPDATE journal SET trip = ?');
    this.forget = db.prepare('DELETE FROM alarms WHERE rule = ?');
    this.forgetAll = db.prepare('DELETE FROM alarms');
    this.selectAlarms = db.prepare('SELECT data FROM alarms ORDER BY rule');
    this.selectTrip = db.prepare('SELECT trip FROM journal');
    this.selectRange = db.prepare(
      'SELECT seq, ts, type, data, origin FROM events WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?',
    );
  }

  /** The `seq` of the last event, 0 before the first. */
  get lastSeq(): number {
    return this.seq;
  }

  /**
   * Adds an event, inside the caller's transaction. An event that the run has stored before is left out.
   *
   * @param n the event's number within its run; null for events that the store itself makes
   * @param origin its log and number in memory; null when the event was never in memory
   * @returns false when the event was left out
   */
  append(run: number, n: number | null, event: ControlEvent, origin: EventPlace | null = null): boolean {
    const data = encode(event.data);
    const seq = this.seq + 1;
    const place = origin === null ? null : JSON.stringify(origin);
    if (this.insert.run(seq, run, n, wholeMs(event.ts), event.type, data, place) === 0) return false;
    this.seq = seq;
    this.saveSeq.run(seq);
    if (event.type === 'alert' && typeof event.data.rule === 'string')
      this.saveAlarm.run(event.data.rule, data);
    if (event.type === 'trip') this.saveTrip.run(data);
    if (event.type === 'reset') this.saveTrip.run(null);
    return true;
  }

  /** Events with `fromSeq <= seq <= toSeq` in order, at most `limit`, which is at most {@link MAX_EVENTS_A_READ}. */
  range(fromSeq: number, toSeq: number, limit = MAX_EVENTS_A_READ): readonly StoredEvent[] {
    const bounded = Math.min(limit, MAX_EVENTS_A_READ);
    return this.selectRange.all(fromSeq, toSeq, bounded).map((row) => this.storedEvent(row));
  }

  /** The last state of each rule that ever fired, in order of the rules' names. */
  alarms(): readonly Alert[] {
    return this.selectAlarms.all().map((row) => JSON.parse(String(row.data)) as Alert);
  }

  /** Removes a rule from {@link alarms}: one that is not in the configuration any more. */
  forgetAlarm(rule: string): void {
    this.forget.run(rule);
  }

  /** The last trip, as long as no reset followed; otherwise null. */
  trip(): Trip | null {
    const trip = this.selectTrip.get()?.trip;
    return typeof trip === 'string' ? (JSON.parse(trip) as Trip) : null;
  }

  /** Replaces the stored alarms and trip, inside the caller's transaction. */
  setState(alarms: readonly Alert[], trip: Trip | null): void {
    this.forgetAll.run();
    for (const alarm of alarms) this.saveAlarm.run(alarm.rule, JSON.stringify(alarm));
    this.saveTrip.run(trip === null ? null : JSON.stringify(trip));
  }

  private storedEvent(row: Row): StoredEvent {
    return {
      log: this.log,
      seq: Number(row.seq),
      ts: Number(row.ts),
      type: row.type as EventType,
      data: JSON.parse(String(row.data)) as StoredEvent['data'],
      ...(typeof row.origin === 'string' ? { origin: JSON.parse(row.origin) as EventPlace } : {}),
    };
  }
}

/** 0 for a time that is not a number. An error would be worse: the event is sent again after each restart, and fails again. */
function wholeMs(ts: number): number {
  return Number.isFinite(ts) ? Math.round(ts) : 0;
}

/** Replaces data that JSON cannot express by a note. An error would be worse: the event is sent again after each restart. */
function encode(data: ControlEvent['data']): string {
  try {
    return JSON.stringify(data);
  } catch (error) {
    return JSON.stringify({ unreadable: String(error) });
  }
}
