// The owner and the permissions of a file, with its access control list (acl(5)).

/** Owner and permissions of a file. */
export interface FileOwner {
  readonly uid: number;
  readonly gid: number;
  /** Permission bits, as of `chmod`. With an access control list the bits of the group are its mask. */
  readonly mode: number;
  /** Empty when the file has no access control list, or when it cannot be read. */
  readonly acl?: readonly AclEntry[];
}

/** One line of `getfacl`. */
export interface AclEntry {
  readonly tag: 'user' | 'group' | 'mask' | 'other';
  /** The user or group; null for the owner, the owning group, the mask and all others. */
  readonly id: number | null;
  readonly bits: number;
}

/** Permission bits of one class of users. For a folder, the last one is the right to go through it. */
export const READ = 4;
export const WRITE = 2;
export const SEARCH = 1;
export const READ_WRITE = READ | WRITE;

/** Takes the output of `getfacl --numeric` apart. Returns no entries when the file has only an owner, a group and a mode. */
export function parseAcl(text: string): AclEntry[] {
  const entries = [...text.matchAll(/^(user|group|mask|other):(\d*):([r-])([w-])([x-])/gm)].map(
    ([, tag, id, r, w, x]): AclEntry => ({
      tag: tag as AclEntry['tag'],
      id: id === '' ? null : Number(id),
      bits: (r === 'r' ? READ : 0) | (w === 'w' ? WRITE : 0) | (x === 'x' ? SEARCH : 0),
    }),
  );
  return entries.some(({ tag, id }) => tag === 'mask' || id !== null) ? entries : [];
}
