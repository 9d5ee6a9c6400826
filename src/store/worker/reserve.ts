// A megabyte that is kept on the disk beside the store, so that a run can begin when the disk is full.
import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const RESERVE_BYTES = 1_048_576;
const BLOCK_BYTES = 65_536;
/** A disk with less free space keeps it for what the program has to write. */
const PLENTY_BYTES = 8 * RESERVE_BYTES;

const fileOf = (storePath: string) => `${storePath}.reserve`;

/** Makes or completes the reserve of the store at `storePath`, when the disk has plenty of free space. Never throws. */
export function keepReserve(storePath: string): void {
  try {
    const { bavail, bsize } = statfsSync(dirname(storePath));
    if (bavail * bsize > PLENTY_BYTES) fillReserve(storePath);
  } catch {
    // A disk with a problem has no reserve. The store itself reports the problem.
  }
}

/** Makes the reserve as large as the disk has room for, at most {@link RESERVE_BYTES}. Never throws. */
export function fillReserve(storePath: string): void {
  try {
    appendTo(fileOf(storePath));
  } catch {
    // The part that was written is kept.
  }
}

/** Deletes the reserve. Returns false when there is none. */
export function releaseReserve(storePath: string): boolean {
  try {
    rmSync(fileOf(storePath));
    return true;
  } catch {
    return false;
  }
}

function appendTo(file: string): void {
  const descriptor = openSync(file, 'a', 0o600);
  try {
    const held = fstatSync(descriptor).size;
    if (held >= RESERVE_BYTES) return;
    // Random bytes, because a file system may compress data, and does not store zeros.
    const block = randomBytes(BLOCK_BYTES);
    for (let bytes = held; bytes < RESERVE_BYTES; ) bytes += writeSync(descriptor, block);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
