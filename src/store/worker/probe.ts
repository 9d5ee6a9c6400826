// Finds out whether the disk can be written again, without touching the store.
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { StoreError, type StoreErrorCode } from '../errors.js';

/** So much has to fit on a disk that is believed to work again, beside what is asked of it at once. */
export const SPARE_BYTES = 1_048_576;

const BLOCK_BYTES = 65_536;

/**
 * Writes so many bytes beside the store at `path`, and removes them. The store itself would be no measure: it uses space again
 * that it has already, so on a full disk it works for some events, and fails, and works again.
 *
 * @throws StoreError `disk_full`, `not_writable` or `failed`
 */
export function probeDisk(path: string, bytes: number): void {
  try {
    probe(`${path}.probe`, bytes);
  } catch (error) {
    throw refusal(path, error as NodeJS.ErrnoException);
  }
}

function probe(file: string, bytes: number): void {
  const descriptor = openSync(file, 'w');
  try {
    // Random, because a file system may compress, and store nothing for a hole.
    const block = randomBytes(BLOCK_BYTES);
    for (let written = 0; written < bytes; written += block.length) writeAll(descriptor, block);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
    rmSync(file, { force: true });
  }
}

/** A disk that is nearly full takes a part and says so only when it is asked again. */
function writeAll(descriptor: number, block: Buffer): void {
  for (let done = 0; done < block.length; ) done += writeSync(descriptor, block, done);
}

const NOT_WRITABLE = ['EROFS', 'EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'EISDIR'];

function refusal(path: string, error: NodeJS.ErrnoException): StoreError {
  const { code = '', message } = error;
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  const what: StoreErrorCode = isFull ? 'disk_full' : NOT_WRITABLE.includes(code) ? 'not_writable' : 'failed';
  return new StoreError(
    what,
    `The disk of the store ${path} cannot be written: ${message}.`,
    isFull ? 'Free space on it.' : 'Look at the disk (dmesg), and at the rights of its directory.',
    { cause: error },
  );
}
