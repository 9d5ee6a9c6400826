// Copies a store into one file for a backup, while a controller may be writing to it; and prepares such a copy for its restore.
import { randomUUID } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { StoreError } from './errors.js';
import { Database } from './worker/database/database.js';
import { linkOrCopy, readSalvage, type Salvage } from './worker/database/replacing.js';
import { migrate, SCHEMA_VERSION } from './worker/database/schema.js';
import { EventLog } from './worker/event-log.js';

export interface SnapshotFacts {
  /** Version of the schema. */
  readonly schema: number;
  /** Identity of the event log, and its last event. */
  readonly log: string;
  readonly lastSeq: number;
}

/** How long the copy waits for the controller. It blocks readers only for a moment, when it opens a store after a crash. */
const PATIENCE_MS = 5000;
/** A store that is missing or new: its last run ended in order, and there is nothing to take over. */
const NOTHING_BEFORE = { log: null, lastSeq: null, run: 0, ended: 1, energised: 0, trip: null };

/**
 * Writes a consistent copy of the store at `path` to the new file `into`. The controller goes on meanwhile; its changes after
 * the beginning are not in the copy.
 *
 * @throws StoreError `missing`, `too_new`, `corrupt`, `disk_full`, `not_writable` or `failed`
 */
export function snapshotStore(path: string, into: string): SnapshotFacts {
  // Opening a missing file would create it.
  if (!existsSync(path)) {
    throw new StoreError(
      'missing',
      `There is no store at ${path}.`,
      'Name the configuration of the controller with --config FILE, or its store with --set store.path=FILE.',
    );
  }
  withDatabase(path, (db) => {
    db.exec(`PRAGMA busy_timeout = ${PATIENCE_MS}`);
    db.exec(`VACUUM INTO '${into.replaceAll("'", "''")}'`);
  });
  return withDatabase(into, (db) => {
    db.check();
    return factsOf(db, path);
  });
}

/** Checks a copy completely. @throws StoreError `corrupt`, `too_new` or `failed` */
export function checkSnapshot(copy: string): SnapshotFacts {
  return withDatabase(copy, (db) => {
    db.check('integrity_check');
    return factsOf(db, copy);
  });
}

/**
 * Makes a copy the store that follows `present`: with a new event log, because events of the old one that came after the copy
 * have its next numbers; with a run number above both; and with a trip, or a run that did not end in order, of the present store.
 *
 * @param present path of the store that will be replaced; it may be missing or damaged
 * @param copiedAt when the copy was made, milliseconds since the epoch
 * @param nowMs wall time, milliseconds since the epoch
 */
export function succeed(copy: string, present: string, copiedAt: number, nowMs: number): void {
  const before = existsSync(present) ? stateOf(present) : NOTHING_BEFORE;
  withDatabase(copy, (db) => {
    db.exec('PRAGMA synchronous = FULL');
    migrate(db);
    const old = new EventLog(db);
    const previous = { log: before.log ?? old.log, lastSeq: before.lastSeq ?? old.lastSeq };
    db.transaction(() => {
      const run = setRun(db, before);
      if (before.trip !== null) db.prepare('UPDATE journal SET trip = ?').run(before.trip);
      db.prepare('UPDATE journal SET log = ?').run(randomUUID());
      const message = 'the store was restored from a backup: what happened since then is not in it';
      const data = { store: 'restored', previous, copiedAt, message };
      new EventLog(db).append(run, null, { type: 'lifecycle', ts: nowMs, data });
    });
  });
}

/** Reads a store under another name: a late close of the connection must not touch the files that get its name (see Database). */
function stateOf(path: string): Salvage {
  const view = secondName(path);
  removeView(path);
  linkOrCopy(path, view);
  if (existsSync(`${path}-wal`)) linkOrCopy(`${path}-wal`, `${view}-wal`);
  try {
    return readSalvage(view);
  } finally {
    removeView(path);
  }
}

const secondName = (path: string) => `${path}.restore-old`;

function removeView(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(secondName(path) + suffix, { force: true });
}

function setRun(
  db: Database,
  { run, ended, energised }: Pick<Salvage, 'run' | 'ended' | 'energised'>,
): number {
  const last = Number(db.prepare('SELECT max(run) AS run FROM runs').get()?.run ?? 0);
  const newest = Math.max(last, run);
  db.prepare(
    `INSERT INTO runs (run, ended, energised) VALUES (?, ?, ?)
     ON CONFLICT (run) DO UPDATE SET ended = excluded.ended, energised = excluded.energised`,
  ).run(newest, ended, energised);
  return newest;
}

function factsOf(db: Database, path: string): SnapshotFacts {
  const schema = Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  if (schema > SCHEMA_VERSION) {
    throw new StoreError(
      'too_new',
      `The store ${path} has schema version ${schema}, this program knows ${SCHEMA_VERSION}.`,
      'Use the newer program.',
    );
  }
  const journal = schema === 0 ? undefined : db.prepare('SELECT log, last_seq FROM journal').get();
  if (journal === undefined) {
    throw new StoreError(
      'failed',
      `The file ${path} is a database of another program.`,
      'Set store.path to the store of the controller.',
    );
  }
  return { schema, log: String(journal.log), lastSeq: Number(journal.last_seq) };
}

function withDatabase<T>(path: string, work: (db: Database) => T): T {
  const db = new Database(path);
  try {
    return work(db);
  } finally {
    db.close();
  }
}
