// Checks that the user of the installed systemd service may open what the configuration names: ports, buses, lines and files.
import { dirname } from 'node:path';
import { tcpAddress } from '../../../../hal/linux/serial/port/tcp-address.js';
import type { Config } from '../../../config/index.js';
import { foreignAddresses, REACH_FIX } from '../../../runtime/service/reach.js';
import { secretPlace } from '../../../vocabulary/secret-place.js';
import { barrier, mayUse } from '../access.js';
import { READ, SEARCH, WRITE } from '../acl.js';
import type { Examination, Probe } from '../examination.js';
import { error, type Finding, ok, warning } from '../finding.js';
import { busPath } from '../i2c-findings.js';
import type { Machine } from '../machine.js';
import { gpioPaths, neededBits } from '../rights.js';
import { isInside, type ServiceUser, serviceUser } from '../service-user.js';

const ID = 'service.user';
const ROOT_GID = 0;

/** Something that the service must open: one of these paths is enough. */
interface Need {
  /** Place in the configuration. */
  readonly key: string;
  readonly paths: readonly string[];
}

export const service: Probe = (examination) => {
  const user = serviceUser(examination.machine);
  if (user === null) return [];
  const unknown = unknownNames(user);
  if (unknown.length > 0) return unknown;
  const refused = [
    ...needs(examination).flatMap((need) => refusal(need, user, examination)),
    ...files(user, examination),
    ...network(user, examination),
  ];
  const groups =
    user.groups.length === 0 ? '' : `, with the groups ${user.groups.map(({ name }) => name).join(', ')}`;
  return refused.length > 0
    ? refused
    : [ok(ID, `The service runs as ${user.name}${groups}, and may open what it needs.`)];
};

function unknownNames({ name, uid, unknownGroups }: ServiceUser): Finding[] {
  const missing = unknownGroups.map((group) =>
    error(
      ID,
      `The service needs the group ${group}, which this machine does not have: systemd refuses to start it.`,
      `Create it (\`groupadd --system ${group}\`), or take it out of the unit (\`systemctl edit kpp-controller\`).`,
    ),
  );
  if (uid !== null) return missing;
  const what = `The service runs as ${name}, and this machine has no such user: systemd refuses to start it.`;
  const fix = `Create it: \`useradd --system --no-create-home --shell /usr/sbin/nologin ${name}\`.`;
  return [error(ID, what, fix), ...missing];
}

function needs({ config: { hal }, machine }: Examination): Need[] {
  if (hal.kind !== 'linux') return [];
  const ports = Object.entries(hal.serial)
    .filter(([, { path }]) => tcpAddress(path) === null)
    .map(([name, { path }]) => ({ key: `serial.${name}`, paths: [path] }));
  const buses = [...new Set(hal.i2c.map(({ bus }) => bus))].map((bus) => ({
    key: `i2c.${bus}`,
    paths: [busPath(bus)],
  }));
  const gpio = { key: 'gpio', paths: gpioPaths(machine) };
  return [...ports, ...buses, ...(hasLines(hal) ? [gpio] : [])];
}

function hasLines({ gpio, outputs }: Config['hal']): boolean {
  return [...Object.values(gpio), ...Object.values(outputs)].some((part) => 'line' in part);
}

/** A path that does not exist is the finding of another probe. */
function refusal({ key, paths }: Need, user: ServiceUser, { machine }: Examination): Finding[] {
  const files = paths.flatMap((path) => {
    const owner = machine.ownerOf(path);
    return owner === null ? [] : [{ path, owner }];
  });
  const [first] = files;
  if (first === undefined || files.some(({ path, owner }) => mayUse(user, owner, neededBits(path))))
    return [];
  const { path, owner } = files.at(-1) ?? first;
  const group = machine.groupName(owner.gid);
  const fix =
    owner.gid === ROOT_GID
      ? `Give ${path} to a group with a udev rule, and ${user.name} to that group.`
      : `Add the user to the group: \`usermod -aG ${group} ${user.name}\`, and restart the service.`;
  return [error(`service.${key}`, `The service's user ${user.name} has no permission to open ${path}.`, fix)];
}

/** The files that the service reads, and the folder of its store. */
function files(user: ServiceUser, { config, file = user.config, machine }: Examination): Finding[] {
  if (file !== user.config) {
    const what = `The service reads ${user.config}, and this examination was of ${file}.`;
    return [warning('service.configuration', what, `Run \`kpp doctor --config ${user.config}\` as well.`)];
  }
  const { passwordFile, ca, cert, key } = config.mqtt;
  const named = Object.entries({ passwordFile, ca, cert, key }).flatMap(([name, path]) =>
    path === undefined ? [] : [{ id: `service.mqtt.${name}`, path }],
  );
  return [
    ...[{ id: 'service.configuration', path: file }, ...named].flatMap(({ id, path }) =>
      secret(id, path, user, machine),
    ),
    ...storeFinding(config.store.path, user, machine),
  ];
}

/** Systemd reads a credential itself, as root: the unit has to name it. */
function secret(id: string, named: string, user: ServiceUser, machine: Machine): Finding[] {
  const place = secretPlace(named);
  if (place.kind !== 'credential') return unreadable(id, named, user, machine);
  if (user.credentials.includes(place.name)) return [];
  const fix = `Add it with \`systemctl edit kpp-controller\`: \`[Service]\` and \`LoadCredential=${place.name}:/path/of/the/file\`.`;
  return [error(id, `The unit of the service does not load the credential ${place.name}.`, fix)];
}

function network({ isLocal }: ServiceUser, { config }: Examination): Finding[] {
  const foreign = isLocal ? foreignAddresses(config) : [];
  if (foreign.length === 0) return [];
  const what = `The unit of the service lets it reach this machine only, and the configuration needs ${foreign.join(', ')}.`;
  return [error('service.network', what, REACH_FIX)];
}

function unreadable(id: string, path: string, user: ServiceUser, machine: Machine): Finding[] {
  const { name } = user;
  const owner = machine.ownerOf(path);
  if (owner === null) return [];
  const folder = barrier(user, path, machine);
  if (folder !== null) {
    const what = `The service's user ${name} may not go through ${folder}, so it cannot read ${path}.`;
    return [error(id, what, `Move the file to /etc/kpp, or allow it: \`chmod o+x ${folder}\`.`)];
  }
  if (mayUse(user, owner, READ)) return [];
  const fix = `Give it to the group of the service: \`chgrp ${name} ${path} && chmod g+r ${path}\`.`;
  return [error(id, `The service's user ${name} has no permission to read ${path}.`, fix)];
}

/** Systemd makes the folders of the unit itself. */
function storeFinding(store: string, user: ServiceUser, machine: Machine): Finding[] {
  if (isInside(store, user.ownFolders)) return [];
  const folder = dirname(store);
  if (user.isConfined) {
    const what = `The service may not write to ${folder}: its unit has ProtectSystem=strict.`;
    const fix = `Add \`ReadWritePaths=${folder}\` to the unit (\`systemctl edit kpp-controller\`), or set store.path to a file in ${user.ownFolders[0] ?? '/var/lib/kpp'}.`;
    return [error('service.store', what, fix)];
  }
  const owner = machine.ownerOf(folder);
  if (owner === null || mayUse(user, owner, WRITE | SEARCH)) return [];
  const fix = `Give the folder to the user: \`chown ${user.name} ${folder}\`.`;
  return [
    error('service.store', `The service's user ${user.name} has no permission to write to ${folder}.`, fix),
  ];
}
