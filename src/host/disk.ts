// The file system on which a file lies or will lie.
import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** Linux's type number of a file system in memory (tmpfs). */
const TMPFS = 0x01021994;

export interface Disk {
  /** The folder of the file, or the nearest folder above it that exists. */
  readonly folder: string;
  /** Space that a program without special rights can still use. */
  readonly freeBytes: number;
  readonly isInMemory: boolean;
}

/** @throws Error when the file system does not answer */
export function diskOf(file: string): Disk {
  const folder = nearest(dirname(file));
  const { bavail, bsize, type } = statfsSync(folder);
  return { folder, freeBytes: bavail * bsize, isInMemory: type === TMPFS };
}

function nearest(folder: string): string {
  const parent = dirname(folder);
  return existsSync(folder) || parent === folder ? folder : nearest(parent);
}
