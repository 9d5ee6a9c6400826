// A small interface to the SQLite library. No other module imports that library.
import Libsql from 'libsql';
import { StoreError, type StoreErrorCode } from '../../errors.js';
import type { NativeGate } from '../../native-gate.js';

/** A Uint8Array is stored as a BLOB; read one with {@link blob}. */
export type SqlValue = string | number | null | Uint8Array;
export type Row = Readonly<Record<string, unknown>>;

/** The bytes of a BLOB in a row. The library returns it as one of several types. */
export function blob(value: unknown): Buffer {
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  return ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : Buffer.alloc(0);
}

export interface Statement {
  /** Returns how many rows were changed. */
  run(...values: readonly SqlValue[]): number;
  get(...values: readonly SqlValue[]): Row | undefined;
  all(...values: readonly SqlValue[]): readonly Row[];
}

let gate: NativeGate | null = null;

/** From now on every call of the library in this thread passes through the gate, so that the thread can be terminated. */
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

  /** Opens the file at `path`, and creates it when it is missing. */
  constructor(path: string) {
    this.path = path;
    this.connection = this.guard(() => new Libsql(path));
  }

  /** Runs statements and ignores their results. */
  exec(sql: string): void {
    this.guard(() => this.connection.exec(sql));
  }

  prepare(sql: string): Statement {
    const statement = this.guard(() => this.connection.prepare<[readonly SqlValue[]]>(sql));
    // Values are passed as one array, because the library takes a single null for a list of named parameters.
    return {
      run: (...values) => this.guard(() => statement.run(values).changes),
      get: (...values) => this.guard(() => statement.get(values) as Row | undefined),
      all: (...values) => this.guard(() => statement.all(values) as readonly Row[]),
    };
  }

  /** Commits all changes of `work` together; undoes all of them when it throws. */
  transaction<T>(work: () => T): T {
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      // After some errors, for example a full disk, SQLite has already rolled back.
      if (this.guard(() => this.connection.inTransaction)) this.exec('ROLLBACK');
      throw error;
    }
  }

  /** All reads of `work` see the same state of the store, whatever another program writes meanwhile. */
  snapshot<T>(work: () => T): T {
    this.exec('BEGIN');
    try {
      return work();
    } finally {
      this.exec('COMMIT');
    }
  }

  /**
   * Throws with code `corrupt` when the file is damaged. Reads the whole file: about 1 ms for each megabyte when it is cached.
   *
   * @param pragma `integrity_check` also compares each index with its table, which takes several times as long
   */
  check(pragma: 'quick_check' | 'integrity_check' = 'quick_check'): void {
    // The overflow turns a finding into an error, so that no statement is left alive (see the class comment).
    const found = `(SELECT count(*) FROM pragma_${pragma}(1) WHERE ${pragma} <> 'ok')`;
    try {
      this.exec(`SELECT CASE WHEN ${found} > 0 THEN abs(-9223372036854775807 - 1) END`);
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      const overflow = cause instanceof Error && cause.message === 'integer overflow';
      throw overflow ? corrupt(this.path, `${pragma} found damage`, error) : error;
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
  ['SQLITE_IOERR', 'failed', 'Look for errors of the disk (dmesg): it could not be read or written.'],
];

function storeError(path: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const message = error instanceof Error ? error.message : String(error);
  // The library gives no code when it cannot open a file.
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
