// Reads what a store holds, while a controller writes to it or none runs, without a lock and without changing anything.
import { existsSync } from 'node:fs';
import { StoreError } from './errors.js';
import type { MinutePlace, NumberedMinute } from './protocol.js';
import { Database } from './worker/database/database.js';
import { SCHEMA_VERSION } from './worker/database/schema.js';
import { Minutes } from './worker/minutes.js';

/** A trip in the event log; `ts` in milliseconds since the epoch. */
export interface LoggedTrip {
  readonly ts: number;
  readonly cause: string;
}

/** The controller's writes hold a reader up for moments only: when it opens a store that was left by a crash. */
const PATIENCE_MS = 5000;

export class StoreArchive {
  private readonly db: Database;
  private readonly minutes: Minutes;

  /** @throws StoreError `missing`, `not_writable` (it cannot be opened), `too_old`, `too_new`, `corrupt` or `failed` */
  constructor(path: string) {
    // Opening would make it.
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
    } catch (error) {
      this.db.close();
      throw error;
    }
  }

  /** Minutes after a place that began before `beforeMs`, in the order of time, at most `limit` and never more than 1000. */
  minutesAfter(after: MinutePlace, beforeMs: number, limit: number): readonly NumberedMinute[] {
    return this.minutes.after(after, beforeMs, limit);
  }

  /** The `id` of the minute that was stored last; 0 for none. Later ones have a higher one. */
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
    `The store ${path} was written by an earlier version, which kept no per-minute statistics.`,
    'Start the controller of this version once: it brings the store up to date.',
  );
}
