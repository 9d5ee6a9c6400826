// The user and the groups that the installed systemd unit gives to the controller, and what they may open.
import type { FileOwner, Machine } from './machine.js';

const UNIT = 'kpp-controller.service';
/** The first folder that has the unit counts, as for systemd. */
const UNIT_FOLDERS = [
  '/etc/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];

export interface ServiceUser {
  readonly name: string;
  /** null when /etc/passwd has no such user. */
  readonly uid: number | null;
  readonly groups: readonly Group[];
  /** The groups that the unit names and /etc/group does not have: systemd then refuses to start the service. */
  readonly unknownGroups: readonly string[];
}

export interface Group {
  readonly name: string;
  readonly gid: number;
}

/** The user of the service; null when no unit is installed. A unit without `User=` runs as root. */
export function serviceUser(machine: Machine): ServiceUser | null {
  const settings = unitSettings(machine);
  if (settings === null) return null;
  const name = settings('User').at(-1) ?? 'root';
  const entry = records(machine, '/etc/passwd').find((fields) => fields[0] === name || fields[2] === name);
  const all = records(machine, '/etc/group').map(([group = '', , gid, members = '']) => ({
    name: group,
    gid: Number(gid),
    members: members.split(','),
  }));
  const wanted = [settings('Group').at(-1) ?? [], settings('SupplementaryGroups')].flat();
  const groups = all.filter(
    (group) =>
      wanted.includes(group.name) ||
      wanted.includes(String(group.gid)) ||
      group.members.includes(entry?.[0] ?? name) ||
      (group.gid === Number(entry?.[3]) && settings('Group').length === 0),
  );
  const unknownGroups = wanted.filter(
    (one) => !all.some((group) => group.name === one || String(group.gid) === one),
  );
  return { name, uid: entry === undefined ? null : Number(entry[2]), groups, unknownGroups };
}

/** Permission bits of one class of users. */
export const WRITE = 2;
export const READ_WRITE = 6;

/** Whether the permissions of a file let this user do what `bits` say. Access control lists are not looked at. */
export function mayUse({ uid, groups }: ServiceUser, file: FileOwner, bits: number): boolean {
  if (uid === 0) return true;
  const shift = file.uid === uid ? 6 : groups.some(({ gid }) => gid === file.gid) ? 3 : 0;
  return ((file.mode >> shift) & bits) === bits;
}

/** The words of a setting of the unit with its drop-ins. An empty assignment drops the earlier ones. */
function unitSettings(machine: Machine): ((key: string) => string[]) | null {
  const folder = UNIT_FOLDERS.find((one) => machine.exists(`${one}/${UNIT}`));
  if (folder === undefined) return null;
  const dropIns = [...UNIT_FOLDERS].reverse().flatMap((one) =>
    machine
      .list(`${one}/${UNIT}.d`)
      .filter((name) => name.endsWith('.conf'))
      .map((name) => `${one}/${UNIT}.d/${name}`),
  );
  const lines = [`${folder}/${UNIT}`, ...dropIns].flatMap((file) => machine.read(file).split('\n'));
  return (key) => {
    const values = lines
      .filter((line) => line.trim().startsWith(`${key}=`))
      .map((line) => line.slice(line.indexOf('=') + 1).trim());
    return values
      .slice(values.lastIndexOf('') + 1)
      .join(' ')
      .split(/\s+/)
      .filter(Boolean);
  };
}

function records(machine: Machine, path: string): string[][] {
  return machine
    .read(path)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(':'));
}
