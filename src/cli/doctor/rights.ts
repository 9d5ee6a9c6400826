// What to say about a file that the caller of the doctor may not open: the user of the service may have the right nevertheless.
import { mayUse } from './access.js';
import { READ_WRITE, WRITE } from './acl.js';
import { error, type Finding, warning } from './finding.js';
import type { Machine } from './machine.js';
import { type ServiceUser, serviceUser } from './service-user.js';

const SYSFS_EXPORT = '/sys/class/gpio/export';

/** The ways to the GPIO lines; one of them is enough. */
export function gpioPaths(machine: Machine): string[] {
  const chips = machine.list('/dev').filter((name) => /^gpiochip\d+$/.test(name));
  return [SYSFS_EXPORT, ...chips.map((name) => `/dev/${name}`)];
}

/** Nobody can read `export` of sysfs. */
export function neededBits(path: string): number {
  return path === SYSFS_EXPORT ? WRITE : READ_WRITE;
}

/** The service's user when a service is installed and it may open one of these paths; else null. */
export function serviceThatMay(paths: readonly string[], machine: Machine): ServiceUser | null {
  const user = serviceUser(machine);
  if (user === null) return null;
  const may = paths.some((path) => {
    const owner = machine.ownerOf(path);
    return owner !== null && mayUse(user, owner, neededBits(path));
  });
  return may ? user : null;
}

/**
 * An error when nobody who would run the controller has the right; a warning when the caller alone lacks it.
 *
 * @param fix what gives the caller the right
 */
export function notPermitted(id: string, path: string, fix: string, machine: Machine): Finding {
  const lacks = `The user ${machine.user} has no permission to open ${path}`;
  const user = serviceThatMay([path], machine);
  return user === null ? error(id, `${lacks}.`, fix) : serviceHasIt(id, lacks, user);
}

/** @param lacks which right the caller lacks, without a full stop */
export function serviceHasIt(id: string, lacks: string, { name }: ServiceUser): Finding {
  const what = `${lacks}, but the service's user ${name} has it: the service can start.`;
  return warning(id, what, 'Run the doctor as root (`sudo kpp doctor`) to examine this part as well.');
}
