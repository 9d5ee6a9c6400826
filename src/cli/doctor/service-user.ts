// The user, the groups and the folders that the installed systemd unit gives to the controller.
import type { Machine } from './machine.js';

const UNIT = 'kpp-controller.service';
const DEFAULT_CONFIG = '/etc/kpp/controller.yaml';
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
  /** The configuration file with which the service runs. */
  readonly config: string;
  /** The folders that systemd makes for the service, and lets it write. */
  readonly ownFolders: readonly string[];
  /** True when systemd shows all other folders to the service as read-only. */
  readonly isConfined: boolean;
  /** True when the unit allows the addresses of this machine only. */
  readonly isLocal: boolean;
  /** The names of the credentials that the unit loads. */
  readonly credentials: readonly string[];
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
  return {
    ...{ name, uid: entry === undefined ? null : Number(entry[2]), groups, unknownGroups },
    config: configOf(settings('ExecStart')),
    ownFolders: [
      ...settings('StateDirectory').map((folder) => `/var/lib/${folder}`),
      ...settings('ReadWritePaths').map((folder) => folder.replace(/^[-+]*/, '')),
    ],
    isConfined: settings('ProtectSystem').at(-1) === 'strict',
    isLocal:
      settings('IPAddressDeny').includes('any') &&
      settings('IPAddressAllow').every((address) => address === 'localhost'),
    credentials: ['LoadCredential', 'LoadCredentialEncrypted', 'SetCredential', 'SetCredentialEncrypted']
      .flatMap(settings)
      .map((credential) => credential.split(':')[0]!),
  };
}

/** True when a file is in one of the folders, or in a folder of theirs. */
export function isInside(file: string, folders: readonly string[]): boolean {
  return folders.some((folder) => file.startsWith(`${folder}/`));
}

function configOf(words: readonly string[]): string {
  const at = words.indexOf('--config');
  const joined = words.find((word) => word.startsWith('--config='))?.slice('--config='.length);
  return joined ?? (at < 0 ? DEFAULT_CONFIG : (words[at + 1] ?? DEFAULT_CONFIG));
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
