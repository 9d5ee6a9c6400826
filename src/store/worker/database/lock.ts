// A lock that lets only one program use a store. The system releases it when the program dies in any way.

import { StoreError } from '../../errors.js';
import { Database } from './database.js';

/** Kept until {@link StoreLock.release}, or until the thread or process that took it ends. */
export interface StoreLock {
  release(): void;
}

/**
 * The lock is an open transaction on a small database of its own, because SQLite's locks exclude other processes and
 * other threads of this one alike, and because a lock on the store itself would be shared by every reader.
 *
 * @throws StoreError `in_use` when another program or thread has the lock
 */
export function lockStore(path: string): StoreLock {
  const db = new Database(`${path}.lock`);
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    throw error instanceof StoreError && error.code === 'in_use' ? inUse(path, error) : error;
  }
  return {
    release() {
      db.exec('ROLLBACK');
      db.close();
    },
  };
}

function inUse(path: string, cause: StoreError): StoreError {
  return new StoreError(
    'in_use',
    `The store ${path} is in use by another program.`,
    'Stop the other controller, or give this one a store of its own with --set store.path=FILE.',
    { cause },
  );
}
