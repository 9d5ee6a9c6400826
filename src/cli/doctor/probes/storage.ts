// Checks the health of cards and file systems: errors that the kernel recorded, and the wear that an eMMC reports.
import { WORN_SHARE } from '../../../catalogue/host-alarms.js';
import { fileSystemErrors, wearOfCards } from '../../../host/storage.js';
import type { Probe } from '../examination.js';
import { type Finding, ok, warning } from '../finding.js';
import type { Machine } from '../machine.js';

/** JEDEC eMMC: 2 means that 80 % of the reserve blocks are used. */
const RESERVE_LOW = 2;

export const storage: Probe = ({ machine }) => [...fileSystems(machine), ...cards(machine)];

function fileSystems(machine: Machine): Finding[] {
  const counts = fileSystemErrors(machine);
  if (counts.length === 0) return [];
  const bad = counts.filter(({ errors }) => errors > 0);
  if (bad.length === 0) {
    return [ok('storage', `No error is recorded on ${counts.map(({ device }) => device).join(', ')}.`)];
  }
  return bad.map(({ device, errors }) => {
    const what = `The file system on ${device} has recorded ${errors} ${errors === 1 ? 'error' : 'errors'}.`;
    const fix = `Make a copy of the store, check the file system at the next start (\`fsck.mode=force\` on the kernel's command line), and replace the card or disk when errors come back: \`dmesg | grep ${device}\`.`;
    return warning(`storage.${device}`, what, fix);
  });
}

function cards(machine: Machine): Finding[] {
  return wearOfCards(machine).flatMap(({ device, used, reserve }) => {
    if (used < WORN_SHARE && reserve < RESERVE_LOW) return [];
    const signs = [
      ...(used > 1 ? ['its expected life time is over'] : []),
      ...(used >= WORN_SHARE && used <= 1
        ? [`up to ${Math.round(used * 100)} % of its expected life time is used`]
        : []),
      ...(reserve >= RESERVE_LOW ? ['its reserve blocks are nearly used up'] : []),
    ];
    const fix =
      'Make a copy of the store and of the configuration, and replace the eMMC or move the store to another disk.';
    return [warning(`storage.${device}.wear`, `The eMMC ${device} is worn: ${signs.join(' and ')}.`, fix)];
  });
}
