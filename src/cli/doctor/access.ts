// Whether a user may open a file: by owner, group and mode, and by its access control list.
import { type AclEntry, type FileOwner, READ, SEARCH, WRITE } from './acl.js';
import type { Machine } from './machine.js';
import type { ServiceUser } from './service-user.js';

/** Whether the permissions of a file let this user do what `bits` say. */
export function mayUse(user: ServiceUser, file: FileOwner, bits: number): boolean {
  const { uid } = user;
  if (uid === 0) return true;
  const has = (granted: number) => (granted & bits) === bits;
  if (file.uid === uid) return has(file.mode >> 6);
  const { acl = [] } = file;
  const mask = acl.find(({ tag }) => tag === 'mask')?.bits ?? READ | WRITE | SEARCH;
  const ofUser = acl.find(({ tag, id }) => tag === 'user' && id === uid);
  if (ofUser !== undefined) return has(ofUser.bits & mask);
  const granted = groupRights(user, file, acl);
  return granted.length > 0 ? granted.some((each) => has(each & mask)) : has(file.mode);
}

/** The rights of each entry that is for one of the user's groups. */
function groupRights({ groups }: ServiceUser, file: FileOwner, acl: readonly AclEntry[]): number[] {
  const gids = groups.map(({ gid }) => gid);
  const owning = acl.find(({ tag, id }) => tag === 'group' && id === null)?.bits ?? file.mode >> 3;
  const named = acl.flatMap(({ tag, id, bits }) =>
    tag === 'group' && id !== null && gids.includes(id) ? [bits] : [],
  );
  return gids.includes(file.gid) ? [owning, ...named] : named;
}

/** The first folder above a file through which the user may not go; null when there is none. */
export function barrier(user: ServiceUser, path: string, machine: Machine): string | null {
  const parts = path.split('/').slice(1, -1);
  const folders = parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`);
  const closed = folders.find((folder) => {
    const owner = machine.ownerOf(folder);
    return owner !== null && !mayUse(user, owner, SEARCH);
  });
  return closed ?? null;
}
