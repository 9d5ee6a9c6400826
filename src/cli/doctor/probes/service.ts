// Checks that the user of the installed systemd service may open the configured ports, buses and lines.
import { tcpAddress } from '../../../../hal/linux/serial/port/schema.js';
import type { Config } from '../../../config/index.js';
import type { Examination, Probe } from '../examination.js';
import { error, type Finding, ok } from '../finding.js';
import { busPath } from '../i2c-findings.js';
import { mayUse, READ_WRITE, type ServiceUser, serviceUser, WRITE } from '../service-user.js';

const ID = 'service.user';
const ROOT_GID = 0;
const SYSFS_EXPORT = '/sys/class/gpio/export';

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
  const refused = needs(examination).flatMap((need) => refusal(need, user, examination));
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
  const chips = machine.list('/dev').filter((name) => /^gpiochip\d+$/.test(name));
  const gpio = { key: 'gpio', paths: [SYSFS_EXPORT, ...chips.map((name) => `/dev/${name}`)] };
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
  if (
    first === undefined ||
    files.some(({ path, owner }) => mayUse(user, owner, path === SYSFS_EXPORT ? WRITE : READ_WRITE))
  )
    return [];
  const { path, owner } = files.at(-1) ?? first;
  const group = machine.groupName(owner.gid);
  const fix =
    owner.gid === ROOT_GID
      ? `Give ${path} to a group with a udev rule, and ${user.name} to that group.`
      : `Add the user to the group: \`usermod -aG ${group} ${user.name}\`, and restart the service.`;
  return [error(`service.${key}`, `The service's user ${user.name} has no permission to open ${path}.`, fix)];
}
