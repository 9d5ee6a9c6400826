// Checks the health of cards and file systems: errors that the kernel recorded, and the wear that an eMMC reports.
import type { Probe } from '../examination.js';
import { type Finding, ok, warning } from '../finding.js';
import type { Machine } from '../machine.js';

const EXT4 = '/sys/fs/ext4';
const BLOCKS = '/sys/block';
/** JEDEC eMMC: the life time in steps of 10 %; 0x09 means that 80 to 90 % are used, 0x0b that all of it is. */
const WORN = 0x09;
const ALL_USED = 0x0b;
const STEP_PERCENT = 10;
/** JEDEC eMMC: 1 is normal; 2 means that 80 % of the reserve blocks are used, 3 that 90 % are. */
const RESERVE_LOW = 2;

export const storage: Probe = ({ machine }) => [...fileSystems(machine), ...cards(machine)];

function fileSystems(machine: Machine): Finding[] {
  const counts = machine.list(EXT4).flatMap((device) => {
    const errors = Number.parseInt(machine.read(`${EXT4}/${device}/errors_count`), 10);
    return Number.isFinite(errors) ? [{ device, errors }] : [];
  });
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

/** An SD card does not report its wear. */
function cards(machine: Machine): Finding[] {
  return machine.list(BLOCKS).flatMap((name) => {
    if (!/^mmcblk\d+$/.test(name)) return [];
    const numbers = (file: string) =>
      machine.read(`${BLOCKS}/${name}/device/${file}`).match(/0x[0-9a-f]+/gi) ?? [];
    const life = Math.max(0, ...numbers('life_time').map(Number));
    const reserve = Math.max(0, ...numbers('pre_eol_info').map(Number));
    if (life < WORN && reserve < RESERVE_LOW) return [];
    const signs = [
      ...(life >= ALL_USED ? ['its expected life time is over'] : []),
      ...(life >= WORN && life < ALL_USED
        ? [`up to ${life * STEP_PERCENT} % of its expected life time is used`]
        : []),
      ...(reserve >= RESERVE_LOW ? ['its reserve blocks are nearly used up'] : []),
    ];
    const fix =
      'Make a copy of the store and of the configuration, and replace the eMMC or move the store to another disk.';
    return [warning(`storage.${name}.wear`, `The eMMC ${name} is worn: ${signs.join(' and ')}.`, fix)];
  });
}
