// Opens the store for this program alone: creates a missing one, replaces a damaged one, updates an old one.
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../../errors.js';
import { Database } from './database.js';
import { lockStore, type StoreLock } from './lock.js';
import { createStore, type Replaced, replaceStore } from './replacing.js';
import { migrate } from './schema.js';

export interface OpenDatabase {
  readonly db: Database;
  readonly lock: StoreLock;
  /** Set when the store was damaged and a new one replaced it; otherwise null. */
  readonly replaced: Replaced | null;
}

/** The write-ahead log is cut to this size after a checkpoint, so that a burst does not occupy the disk for ever. */
const WAL_BYTES = 4_194_304;

/**
 * Creates the directory and the store when they are missing, replaces a damaged store, and migrates an old one to the current schema.
 *
 * @throws StoreError `in_use`, `not_writable`, `disk_full`, `too_new` or `failed`
 */
export function openDatabase(path: string, nowMs: number): OpenDatabase {
  makeDirectory(dirname(path));
  const lock = lockStore(path);
  try {
    const replaced = prepare(path, nowMs);
    const db = new Database(path);
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = ${WAL_BYTES}`);
    migrate(db);
    return { db, lock, replaced };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function prepare(path: string, nowMs: number): Replaced | null {
  if (!existsSync(path)) {
    createStore(path);
    return null;
  }
  return isDamaged(path) ? replaceStore(path, nowMs) : null;
}

function isDamaged(path: string): boolean {
  // SQLite accepts an empty file as a new database, but a store is never empty (see createStore).
  if (statSync(path).size === 0) return true;
  const db = new Database(path);
  try {
    db.check();
    return false;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'corrupt') return true;
    throw error;
  } finally {
    db.close();
  }
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new StoreError(
      'not_writable',
      `The directory ${path} of the store cannot be made: ${error instanceof Error ? error.message : error}.`,
      'Make it by hand, writable for this user, or change store.path.',
      { cause: error },
    );
  }
}
