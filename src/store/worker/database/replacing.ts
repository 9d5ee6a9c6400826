// Creates a new store. When it replaces a damaged one, it takes over the trip, the alarms and the run number.
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { ReplacedLog } from '../../protocol.js';
import { Database, type Row } from './database.js';
import { migrationSql } from './schema.js';

export interface Replaced {
  readonly log: ReplacedLog;
  /** Where the damaged file was moved to. */
  readonly movedTo: string;
}

/** State that a new store takes over; above all a latched trip, which must not be forgotten. */
export interface Inheritance {
  readonly trip: string | null;
  readonly run: number;
  readonly ended: number;
  readonly energised: number;
  readonly alarms: readonly Row[];
}

/** The data of a store, perhaps a damaged one, that could be read. */
export interface Salvage extends Inheritance, ReplacedLog {}

/**
 * Creates a store at `path`. It has another name until it is complete, so that there is never a part of a store at `path`.
 * A file that is at `path` is replaced.
 */
export function createStore(path: string, inheritance?: Inheritance): void {
  const unfinished = `${path}.new`;
  removeWithCompanions(unfinished);
  const db = new Database(unfinished);
  db.exec(`
    PRAGMA auto_vacuum = INCREMENTAL;
    PRAGMA synchronous = FULL;
    BEGIN;
    ${newStoreSql(inheritance)}
    COMMIT;
  `);
  db.close();
  rmSync(`${path}-wal`, { force: true });
  rmSync(`${path}-shm`, { force: true });
  renameSync(unfinished, path);
  syncDirectory(dirname(path));
}

/**
 * Moves the damaged store at `path` to `<path>.corrupt-<time>` and creates a new one in its place. Nobody may have it
 * open. The new one takes over the run counter, how the last run ended, a trip that was not reset, and the alarms' states.
 */
export function replaceStore(path: string, nowMs: number): Replaced {
  const movedTo = `${path}.corrupt-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-')}`;
  // The file gets a second name first: after a crash in between, the damaged store is still at `path` and this begins again.
  linkOrCopy(path, movedTo);
  if (existsSync(`${path}-wal`)) linkOrCopy(`${path}-wal`, `${movedTo}-wal`);
  const salvage = readSalvage(movedTo);
  createStore(path, salvage);
  return { log: { log: salvage.log, lastSeq: salvage.lastSeq }, movedTo };
}

/** Reads what a new store takes over. Never throws: what cannot be read gets the safe assumption. */
export function readSalvage(path: string): Salvage {
  const read = (sql: string): readonly Row[] => {
    try {
      return new Database(path).prepare(sql).all();
    } catch {
      return [];
    }
  };
  const [journal] = read('SELECT log, last_seq, trip FROM journal');
  const [run] = read('SELECT run, ended, energised FROM runs ORDER BY run DESC LIMIT 1');
  return {
    log: typeof journal?.log === 'string' ? journal.log : null,
    lastSeq: typeof journal?.last_seq === 'number' ? journal.last_seq : null,
    trip: typeof journal?.trip === 'string' ? journal.trip : null,
    run: Number(run?.run ?? 0),
    ended: Number(run?.ended ?? 0),
    // When this cannot be read, the safe assumption is made: the operator has to reset before the plant starts.
    energised: Number(run?.energised ?? 1),
    alarms: read('SELECT rule, data FROM alarms').filter(isAlarm),
  };
}

/** The SQL statements that make a store out of an empty database, with a new log. */
export function newStoreSql(inheritance?: Inheritance): string {
  const trip = quote(inheritance?.trip ?? null);
  return [
    migrationSql(0),
    `INSERT INTO journal (id, log, last_seq, trip) VALUES (1, '${randomUUID()}', 0, ${trip});`,
    inheritance === undefined ? '' : inheritanceSql(inheritance),
  ].join('\n');
}

function inheritanceSql({ run, ended, energised, alarms }: Inheritance): string {
  const rows = alarms.map(
    ({ rule, data }) =>
      `INSERT INTO alarms (rule, data) VALUES (${quote(String(rule))}, ${quote(String(data))});`,
  );
  return [`INSERT INTO runs (run, ended, energised) VALUES (${run}, ${ended}, ${energised});`, ...rows].join(
    '\n',
  );
}

function isAlarm(row: Row): boolean {
  try {
    return typeof row.rule === 'string' && typeof JSON.parse(String(row.data)) === 'object';
  } catch {
    return false;
  }
}

function quote(text: string | null): string {
  return text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`;
}

/** Gives a file a second name; copies it where that is not possible. */
export function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to); // file systems of memory sticks have no links
  }
}

function removeWithCompanions(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
}

/** Without this sync the new name could be lost by a power cut. */
function syncDirectory(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
