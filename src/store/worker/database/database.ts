// The SQLite library behind a small interface: the only module that knows which one it is.
import Libsql from 'libsql';
import { StoreError, type StoreErrorCode } from '../../errors.js';
import type { NativeGate } from '../native-gate.js';

export type SqlValue = string | number | null;
export type Row = Readonly<Record<string, unknown>>;

export interface Statement {
  /** Returns how many rows were changed. */
  run(...values: readonly SqlValue[]): number;
  get(...values: readonly SqlValue[]): Row | undefined;
  all(...values: readonly SqlValue[]): readonly Row[];
}

let gate: NativeGate | null = null;

/** Lets every call of the library in this thread pass through a gate, so that the thread can be terminated. */
export function passCallsThrough(nativeGate: NativeGate): void {
  gate = nativeGate;
}

/**
 * One connection. Every method is synchronous and throws a {@link StoreError}.
 *
 * A connection whose statements are still alive closes its files only when they are collected. Closing the last
 * connection deletes the write-ahead log *by name*, so before a file is moved and its name used again, nothing but
 * {@link exec} and {@link check} may have been called on it.
 */
export class Database {
  private readonly path: string;
  private readonly connection: Libsql.Database;

  /** Opens `path`, and creates it if need be. */
  constructor(path: string) {
    this.path = path;
    this.connection = this.guard(() => new Libsql(path));
  }

  /** Runs statements that have no result worth reading. */
  exec(sql: string): void {
    this.guard(() => this.connection.exec(sql));
  }

  prepare(sql: string): Statement {
    const statement = this.guard(() => this.connection.prepare<[readonly SqlValue[]]>(sql));
    // As one array: a single null as an argument of its own is taken for a list of named parameters.
    return {
      run: (...values) => this.guard(() => statement.run(values).changes),
      get: (...values) => this.guard(() => statement.get(values) as Row | undefined),
      all: (...values) => this.guard(() => statement.all(values) as readonly Row[]),
    };
  }

  /** Everything that `work` changes is committed together, or nothing when it throws. */
  transaction<T>(work: () => T): T {
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite has already rolled back by itself after some errors, a full disk among them.
      if (this.guard(() => this.connection.inTransaction)) this.exec('ROLLBACK');
      throw error;
    }
  }

  /** Throws with code `corrupt` unless the file is sound. Reads all of it: about 1 ms a megabyte once it is cached. */
  check(): void {
    // The overflow turns a finding into an error, so that no statement is left alive (see the class comment).
    const found = "(SELECT count(*) FROM pragma_quick_check(1) WHERE quick_check <> 'ok')";
    try {
      this.exec(`SELECT CASE WHEN ${found} > 0 THEN abs(-9223372036854775807 - 1) END`);
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      const overflow = cause instanceof Error && cause.message === 'integer overflow';
      throw overflow ? corrupt(this.path, 'quick_check found damage', error) : error;
    }
  }

  close(): void {
    this.guard(() => this.connection.close());
  }

  private guard<T>(action: () => T): T {
    try {
      return gate === null ? action() : gate.pass(action);
    } catch (error) {
      throw storeError(this.path, error);
    }
  }
}

const CODES: readonly (readonly [prefix: string, code: StoreErrorCode, fix: string])[] = [
  [
    'SQLITE_BUSY',
    'in_use',
    'Stop the other program that uses this store, or set store.path to another file.',
  ],
  [
    'SQLITE_LOCKED',
    'in_use',
    'Stop the other program that uses this store, or set store.path to another file.',
  ],
  ['SQLITE_FULL', 'disk_full', 'Free space on the disk, or set store.path to a file on another one.'],
  ['SQLITE_CORRUPT', 'corrupt', 'Start again: a damaged store is moved aside and a new one is made.'],
  ['SQLITE_NOTADB', 'corrupt', 'Start again: a damaged store is moved aside and a new one is made.'],
  ['SQLITE_CANTOPEN', 'not_writable', 'Make it readable and writable for this user, or change store.path.'],
  ['SQLITE_READONLY', 'not_writable', 'Make it readable and writable for this user, or change store.path.'],
  ['SQLITE_PERM', 'not_writable', 'Make it readable and writable for this user, or change store.path.'],
  ['SQLITE_IOERR', 'failed', 'Look at the disk (dmesg): it refused to read or write.'],
];

function storeError(path: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const message = error instanceof Error ? error.message : String(error);
  // The library reports a file that it cannot open without a code.
  const code = message.startsWith('ConnectionFailed') ? 'SQLITE_CANTOPEN' : sqliteCode(error);
  const known = CODES.find(([prefix]) => code.startsWith(prefix));
  return new StoreError(
    known?.[1] ?? 'failed',
    `The store ${path} failed: ${message}.`,
    known?.[2] ?? 'Report this with the log.',
    { cause: error },
  );
}

function sqliteCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

function corrupt(path: string, message: string, cause: unknown): StoreError {
  return new StoreError(
    'corrupt',
    `The store ${path} is damaged: ${message}.`,
    'Start again: a damaged store is moved aside and a new one is made.',
    { cause },
  );
}
