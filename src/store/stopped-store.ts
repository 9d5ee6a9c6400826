// Changes a store while no controller runs: takes its lock, and refuses a damaged store instead of replacing it.
import { existsSync } from 'node:fs';
import type { ControlEvent } from '../vocabulary/events.js';
import { StoreError } from './errors.js';
import { Database } from './worker/database/database.js';
import { lockStore } from './worker/database/lock.js';
import { migrate } from './worker/database/schema.js';
import { EventLog } from './worker/event-log.js';
import { KeptTotals } from './worker/kept-totals.js';

/** The record of the new totals, and the event of the reset. */
export interface StoredReset {
  readonly body: string;
  readonly event: ControlEvent;
}

/**
 * Replaces the record of the totals and stores the event of this reset, in one transaction.
 *
 * @param reset gets the present record; null when there is none
 * @throws StoreError `missing`, `in_use` (a controller runs), `corrupt`, `too_new`, `not_writable`, `disk_full` or `failed`
 */
export function resetStoredTotals(path: string, reset: (body: string | null) => StoredReset): void {
  // Opening a missing file would create it.
  if (!existsSync(path)) {
    throw new StoreError(
      'missing',
      `There is no store at ${path}.`,
      'Name the configuration of the controller with --config FILE, or its store with --set store.path=FILE.',
    );
  }
  const lock = lockStore(path);
  try {
    checkStore(path);
    changeTotals(path, reset);
  } finally {
    lock.release();
  }
}

function checkStore(path: string): void {
  const db = new Database(path);
  try {
    db.check();
  } finally {
    db.close();
  }
}

function changeTotals(path: string, reset: (body: string | null) => StoredReset): void {
  const db = new Database(path);
  try {
    db.exec('PRAGMA synchronous = FULL');
    migrate(db);
    const totals = new KeptTotals(db);
    const log = new EventLog(db);
    const { body, event } = reset(totals.body);
    const run = Number(db.prepare('SELECT max(run) AS run FROM runs').get()?.run ?? 0);
    db.transaction(() => {
      totals.keep(body);
      totals.write();
      log.append(run, null, event);
    });
  } finally {
    db.close();
  }
}
