// Checks that the store's folder can be written and has room for the largest store that the configuration allows.
import { mkdtempSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { diskOf } from '../../../host/disk.js';
import { mayUse } from '../access.js';
import { SEARCH, WRITE } from '../acl.js';
import type { Probe } from '../examination.js';
import { error, ok, warning } from '../finding.js';
import type { Machine } from '../machine.js';
import { serviceHasIt } from '../rights.js';
import { isInside, type ServiceUser, serviceUser } from '../service-user.js';

const BYTES_A_MEGABYTE = 1e6;

export const disk: Probe = ({ config: { store }, machine }) => {
  const { folder, freeBytes, isInMemory } = diskOf(store.path);
  if (!canBeWritten(folder)) {
    const fix = `Create the folder for ${machine.user}: \`install -d -o ${machine.user} ${dirname(store.path)}\`, or change store.path.`;
    const user = serviceThatWrites(store.path, folder, machine);
    if (user === null) return [error('disk', `${folder} cannot be written by ${machine.user}.`, fix)];
    return [serviceHasIt('disk', `The user ${machine.user} has no permission to write to ${folder}`, user)];
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

/** The service's user when it may write the store; else null. Systemd makes the folders of the unit at the start of the service. */
function serviceThatWrites(store: string, folder: string, machine: Machine): ServiceUser | null {
  const user = serviceUser(machine);
  if (user === null || user.uid === null) return null;
  if (isInside(store, user.ownFolders)) return user;
  const owner = machine.ownerOf(folder);
  return !user.isConfined && owner !== null && mayUse(user, owner, WRITE | SEARCH) ? user : null;
}
