// Tests whether the disk can be written, without touching the store.
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { StoreError, type StoreErrorCode } from '../errors.js';

/** Free space that the disk needs, besides the data that is to be written at once, before it counts as working again. */
export const SPARE_BYTES = 1_048_576;

const BLOCK_BYTES = 65_536;

/**
 * Writes a file of this size beside the store at `path`, and removes it. Writing to the store would prove nothing: it uses its
 * own free space first, so on a full disk it works for some events, then fails, and then works again.
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
    // Random bytes, because a file system may compress data, and does not store zeros.
    const block = randomBytes(BLOCK_BYTES);
    for (let written = 0; written < bytes; written += block.length) writeAll(descriptor, block);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
    rmSync(file, { force: true });
  }
}

/** A disk that is nearly full writes only a part, and reports the error with the next write. */
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
    isFull
      ? 'Free space on it.'
      : 'Look for errors of the disk (dmesg), and check the rights of the directory.',
    { cause: error },
  );
}
