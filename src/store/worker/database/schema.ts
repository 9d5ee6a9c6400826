// The tables of the store, as a list of migrations: entry `i` takes a database from version `i` to `i + 1`.

import { StoreError } from '../../errors.js';
import type { Database } from './database.js';

const MIGRATIONS: readonly string[] = [
  `
  -- One row: what this store is. last_seq outlives the events that retention deletes.
  CREATE TABLE journal (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    log TEXT NOT NULL,
    last_seq INTEGER NOT NULL,
    trip TEXT
  );
  -- One row a start of the program. ended: it stopped in order. energised: what its outputs were last.
  CREATE TABLE runs (
    run INTEGER PRIMARY KEY,
    ended INTEGER NOT NULL DEFAULT 0,
    energised INTEGER NOT NULL DEFAULT 0
  );
  -- n counts the events of a run at their origin; it is null for those that the store itself makes.
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    n INTEGER,
    ts INTEGER NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    UNIQUE (run, n)
  );
  -- The last state of each rule that ever fired.
  CREATE TABLE alarms (
    rule TEXT PRIMARY KEY,
    data TEXT NOT NULL
  ) WITHOUT ROWID;
  -- Every event up to seq was acknowledged by the broker at at_ms; 0: so long ago that it counts as delivered.
  CREATE TABLE acknowledgements (
    seq INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL
  );
  `,
  `
  -- One row a minute and run, as src/features makes them; tick is the base tick of its first frame within the run.
  CREATE TABLE minutes (
    id INTEGER PRIMARY KEY,
    ts INTEGER NOT NULL,
    run INTEGER NOT NULL,
    tick INTEGER NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (run, tick)
  );
  CREATE INDEX minutes_by_time ON minutes (ts, id);
  `,
  `
  -- Where an event was numbered first, as JSON, when that was in memory: {"log":..,"seq":..}.
  ALTER TABLE events ADD COLUMN origin TEXT;
  `,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings a store to the newest version in one transaction. Throws `too_new` for one from a later program, and `failed`
 * for a database that is no store: a store has a version from its first moment.
 */
export function migrate(db: Database): void {
  const version = Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  if (version > SCHEMA_VERSION) {
    throw new StoreError(
      'too_new',
      `The store has schema version ${version}, this program knows ${SCHEMA_VERSION}.`,
      'Install the newer program again, or set store.path to another file.',
    );
  }
  if (version === 0) {
    throw new StoreError(
      'failed',
      'The file at store.path is a database of another program.',
      'Set store.path to a file of its own.',
    );
  }
  if (version === SCHEMA_VERSION) return;
  db.transaction(() => db.exec(migrationSql(version)));
}

/** The statements from `version` to the newest, for a caller that has to run them in its own transaction. */
export function migrationSql(version: number): string {
  return `${MIGRATIONS.slice(version).join('\n')}\nPRAGMA user_version = ${SCHEMA_VERSION};`;
}
