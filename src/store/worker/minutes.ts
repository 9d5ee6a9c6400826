// The per-minute statistics: written once, read in the order of time.

import type { MinutePlace, NumberedMinute, StoredMinute } from '../protocol.js';
import type { Database, Statement } from './database/database.js';

/** Most minutes that one read returns: about 2 MB. */
const MAX_MINUTES_A_READ = 1000;

export class Minutes {
  private readonly insert: Statement;
  private readonly selectAfter: Statement;

  constructor(db: Database) {
    this.insert = db.prepare(
      'INSERT INTO minutes (ts, run, tick, body) VALUES (?, ?, ?, ?) ON CONFLICT (run, tick) DO NOTHING',
    );
    this.selectAfter = db.prepare(
      `SELECT id, ts, run, tick, body FROM minutes
       WHERE (ts, id) > (?, ?) AND ts < ? ORDER BY ts, id LIMIT ?`,
    );
  }

  /** Adds a minute, inside the caller's transaction. A minute that was stored before is left out. */
  put({ ts, run, tick, body }: StoredMinute): void {
    this.insert.run(ts, run, tick, body);
  }

  /** Minutes that follow a place and began before `beforeMs`, in order. At most `limit`, and at most 1000. */
  after({ ts, id }: MinutePlace, beforeMs: number, limit: number): readonly NumberedMinute[] {
    const rows = this.selectAfter.all(ts, id, beforeMs, Math.min(limit, MAX_MINUTES_A_READ));
    return rows.map((row) => ({
      id: Number(row.id),
      ts: Number(row.ts),
      run: Number(row.run),
      tick: Number(row.tick),
      body: String(row.body),
    }));
  }
}
