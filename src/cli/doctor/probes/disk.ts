// Checks that the store's folder can be written and has room for the largest store that the configuration allows.
import { existsSync, mkdtempSync, rmdirSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Probe } from '../examination.js';
import { error, ok, warning } from '../finding.js';

const BYTES_A_MEGABYTE = 1e6;
/** Linux's type number of a file system in memory (tmpfs). */
const TMPFS = 0x01021994;

export const disk: Probe = ({ config: { store }, machine }) => {
  const folder = nearest(dirname(store.path));
  if (!canBeWritten(folder)) {
    const fix = `Create the folder for ${machine.user}: \`install -d -o ${machine.user} ${dirname(store.path)}\`, or change store.path.`;
    return [error('disk', `${folder} cannot be written by ${machine.user}.`, fix)];
  }
  const { bavail, bsize, type } = statfsSync(folder);
  const freeMegabytes = Math.floor((bavail * bsize) / BYTES_A_MEGABYTE);
  if (freeMegabytes < store.maxMegabytes) {
    const fix = 'Delete files on this disk, or lower store.maxMegabytes.';
    const what = `${folder} has ${freeMegabytes} MB free, and the store may grow to ${store.maxMegabytes} MB.`;
    return [warning('disk', what, fix)];
  }
  if (type === TMPFS) {
    const what = `${folder} is in memory: a restart of the machine deletes all events and trips.`;
    return [warning('disk', what, 'Set store.path to a folder on a disk.')];
  }
  return [ok('disk', `${folder} can be written and has ${freeMegabytes} MB free.`)];
};

/** Tries to write: the permissions of a folder do not show that its file system is read-only. */
function canBeWritten(folder: string): boolean {
  try {
    rmdirSync(mkdtempSync(join(folder, '.kpp-doctor-')));
    return true;
  } catch {
    return false;
  }
}

/** The folder itself, or the nearest folder above it that exists. */
function nearest(folder: string): string {
  const parent = dirname(folder);
  return existsSync(folder) || parent === folder ? folder : nearest(parent);
}
