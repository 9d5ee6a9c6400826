// Reads a store without a lock and without changing it, whether a controller is writing to it or not.
import { existsSync } from 'node:fs';
import { StoreError } from './errors.js';
import type { MinutePlace, NumberedMinute } from './protocol.js';
import { Database } from './worker/database/database.js';
import { SCHEMA_VERSION } from './worker/database/schema.js';
import { HistoryHours } from './worker/history/hours.js';
import { KeptTotals } from './worker/kept-totals.js';
import { Minutes } from './worker/minutes.js';

/** A trip in the event log; `ts` in milliseconds since the epoch. */
export interface LoggedTrip {
  readonly ts: number;
  readonly cause: string;
}

/** How long a read waits for the controller. It blocks readers only for a moment, when it opens a store after a crash. */
const PATIENCE_MS = 5000;

export class StoreArchive {
  private readonly db: Database;
  /** The history of single values. */
  readonly history: HistoryHours;
  private readonly minutes: Minutes;

  /** @throws StoreError `missing`, `not_writable` (it cannot be opened), `too_old`, `too_new`, `corrupt` or `failed` */
  constructor(path: string) {
    // Opening a missing file would create it.
    if (!existsSync(path)) {
      throw new StoreError(
        'missing',
        `There is no store at ${path}.`,
        'Name the configuration of the controller with --config FILE, or its store with --set store.path=FILE.',
      );
    }
    this.db = new Database(path);
    try {
      this.db.exec(`PRAGMA query_only = 1; PRAGMA busy_timeout = ${PATIENCE_MS}`);
      requireVersion(this.db, path);
      this.minutes = new Minutes(this.db);
      this.history = new HistoryHours(this.db);
    } catch (error) {
      this.db.close();
      throw error;
    }
  }

  /** Minutes that follow `after` and began before `beforeMs`, in the order of time. At most `limit`, and at most 1000. */
  minutesAfter(after: MinutePlace, beforeMs: number, limit: number): readonly NumberedMinute[] {
    return this.minutes.after(after, beforeMs, limit);
  }

  /** The `id` of the minute that was stored last; 0 when there is none. Minutes that are stored later have a higher `id`. */
  get newestMinute(): number {
    return Number(this.db.prepare('SELECT max(id) AS id FROM minutes').get()?.id ?? 0);
  }

  /** Every trip from `fromMs` on, in the order of time. */
  trips(fromMs: number): readonly LoggedTrip[] {
    const sql = `SELECT ts, json_extract(data, '$.cause') AS cause FROM events
      WHERE type = 'trip' AND ts >= ? ORDER BY ts, seq`;
    const rows = this.db.prepare(sql).all(fromMs);
    return rows.map(({ ts, cause }) => ({ ts: Number(ts), cause: String(cause) }));
  }

  /** The record of the totals; null when there is none. */
  get totals(): string | null {
    return new KeptTotals(this.db).body;
  }

  close(): void {
    this.db.close();
  }
}

function requireVersion(db: Database, path: string): void {
  const version = Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  if (version === SCHEMA_VERSION) return;
  if (version > SCHEMA_VERSION) {
    throw new StoreError(
      'too_new',
      `The store ${path} has schema version ${version}, this program knows ${SCHEMA_VERSION}.`,
      'Read it with the newer program.',
    );
  }
  if (version === 0) {
    throw new StoreError(
      'failed',
      `The file ${path} is a database of another program.`,
      'Set store.path to the store of the controller.',
    );
  }
  throw new StoreError(
    'too_old',
    `The store ${path} was written by an earlier version of this program.`,
    'Start the controller of this version once: it brings the store up to date.',
  );
}
