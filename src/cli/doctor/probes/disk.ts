// Checks that the store's folder can be written and has room for the largest store that the configuration allows.
import { mkdtempSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { diskOf } from '../../../host/disk.js';
import type { Probe } from '../examination.js';
import { error, ok, warning } from '../finding.js';

const BYTES_A_MEGABYTE = 1e6;

export const disk: Probe = ({ config: { store }, machine }) => {
  const { folder, freeBytes, isInMemory } = diskOf(store.path);
  if (!canBeWritten(folder)) {
    const fix = `Create the folder for ${machine.user}: \`install -d -o ${machine.user} ${dirname(store.path)}\`, or change store.path.`;
    return [error('disk', `${folder} cannot be written by ${machine.user}.`, fix)];
  }
  const freeMegabytes = Math.floor(freeBytes / BYTES_A_MEGABYTE);
  if (freeMegabytes < store.maxMegabytes) {
    const fix = 'Delete files on this disk, or lower store.maxMegabytes.';
    const what = `${folder} has ${freeMegabytes} MB free, and the store may grow to ${store.maxMegabytes} MB.`;
    return [warning('disk', what, fix)];
  }
  if (isInMemory) {
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
