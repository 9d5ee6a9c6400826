// The tables of the store, as a list of migrations: entry `i` takes a database from version `i` to `i + 1`.

import { StoreError } from '../../errors.js';
import type { Database } from './database.js';

const MIGRATIONS: readonly string[] = [
  `
  -- One row with the identity of this store. last_seq stays when retention deletes the events.
  CREATE TABLE journal (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    log TEXT NOT NULL,
    last_seq INTEGER NOT NULL,
    trip TEXT
  );
  -- One row for each start of the program. ended: it stopped in order. energised: the last state of its outputs.
  CREATE TABLE runs (
    run INTEGER PRIMARY KEY,
    ended INTEGER NOT NULL DEFAULT 0,
    energised INTEGER NOT NULL DEFAULT 0
  );
  -- n counts the events of a run in the control thread; it is null for events that the store itself makes.
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
  -- Every event up to seq was acknowledged by the broker at at_ms; 0: long enough ago to count as delivered.
  CREATE TABLE acknowledgements (
    seq INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL
  );
  `,
  `
  -- One row for each minute and run, made by src/features; tick is the base tick of its first frame within the run.
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
  -- Log and number of the event in memory, as JSON {"log":..,"seq":..}; null when it was never in memory.
  ALTER TABLE events ADD COLUMN origin TEXT;
  `,
  `
  -- Telemetry and priority messages that the broker does not have, some seconds of one run in a row. Ids are never used twice.
  -- head: topic and seq of the first message. done: messages that are delivered, from the first on. bytes: length of body.
  CREATE TABLE frame_blocks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER NOT NULL,
    head TEXT NOT NULL,
    ts INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL,
    ranges TEXT NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (run, head)
  );
  CREATE INDEX frame_blocks_sums ON frame_blocks (id, ts, messages, done, bytes);
  `,
  `
  -- At most one row: the totals of energy, hours, starts and trips, made by src/totals.
  CREATE TABLE totals (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    body TEXT NOT NULL
  );
  `,
  `
  -- Every channel that has history. The unit is that of its last chunk.
  CREATE TABLE history_channels (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    unit TEXT NOT NULL
  );
  -- Chunks of ten seconds, until a whole hour of them is packed into blocks. channels: the ids, as a JSON list. See src/history/chunk.ts.
  CREATE TABLE history_chunks (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL,
    tick INTEGER NOT NULL,
    period INTEGER NOT NULL,
    synchronised INTEGER NOT NULL,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,
    channels TEXT NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (run, tick)
  );
  -- One channel, one level (0: seconds, 1: minutes, 2: hours), one period of a run. See src/history/block-codec.ts.
  -- is_piece: an hour of minutes or hours, which waits until its day is complete and becomes one block.
  CREATE TABLE history_blocks (
    id INTEGER PRIMARY KEY,
    level INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    run INTEGER NOT NULL,
    period INTEGER NOT NULL,
    synchronised INTEGER NOT NULL,
    from_ms INTEGER NOT NULL,
    to_ms INTEGER NOT NULL,
    is_piece INTEGER NOT NULL,
    body BLOB NOT NULL
  );
  CREATE INDEX history_by_channel ON history_blocks (channel, level, from_ms);
  CREATE INDEX history_by_age ON history_blocks (level, from_ms);
  CREATE INDEX history_pieces ON history_blocks (run, period) WHERE is_piece = 1;
  `,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Migrates a store to the newest version in one transaction. Throws `too_new` when a newer program wrote it, and `failed`
 * when the database is not a store: a store has a version from its first moment.
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

/** The SQL statements from `version` to the newest version, for a caller that runs them in its own transaction. */
export function migrationSql(version: number): string {
  return `${MIGRATIONS.slice(version).join('\n')}\nPRAGMA user_version = ${SCHEMA_VERSION};`;
}
