// Whether the store's folder can be written and has room for what the configuration lets the store grow to.
import { existsSync, mkdtempSync, rmdirSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Probe } from '../examination.js';
import { error, ok, warning } from '../finding.js';

const BYTES_A_MEGABYTE = 1e6;
/** Linux's number for a file system in memory. */
const TMPFS = 0x01021994;

export const disk: Probe = ({ config: { store }, machine }) => {
  const folder = nearest(dirname(store.path));
  if (!canBeWritten(folder)) {
    const fix = `Make the folder for ${machine.user}: \`install -d -o ${machine.user} ${dirname(store.path)}\`, or change store.path.`;
    return [error('disk', `${folder} cannot be written by ${machine.user}.`, fix)];
  }
  const { bavail, bsize, type } = statfsSync(folder);
  const freeMegabytes = Math.floor((bavail * bsize) / BYTES_A_MEGABYTE);
  if (freeMegabytes < store.maxMegabytes) {
    const fix = 'Make room, or lower store.maxMegabytes.';
    const what = `${folder} has ${freeMegabytes} MB left, and the store may grow to ${store.maxMegabytes} MB.`;
    return [warning('disk', what, fix)];
  }
  if (type === TMPFS) {
    const what = `${folder} is in memory: events and trips are forgotten at each start of the machine.`;
    return [warning('disk', what, 'Name a folder on a disk in store.path.')];
  }
  return [ok('disk', `${folder} can be written and has ${freeMegabytes} MB left.`)];
};

/** Found out by writing: permissions alone do not tell of a file system that is read-only. */
function canBeWritten(folder: string): boolean {
  try {
    rmdirSync(mkdtempSync(join(folder, '.kpp-doctor-')));
    return true;
  } catch {
    return false;
  }
}

/** The folder itself, or the nearest one above it that is there. */
function nearest(folder: string): string {
  const parent = dirname(folder);
  return existsSync(folder) || parent === folder ? folder : nearest(parent);
}
