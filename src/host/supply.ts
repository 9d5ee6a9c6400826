// The supply of a Raspberry Pi: undervoltage, and the slower processor that follows from it or from heat.
import type { FileTree } from './file-tree.js';

const HWMON = '/sys/class/hwmon';
const PLATFORM = '/sys/devices/platform';
const SINCE_START = 16;
/** Bits of the firmware's `get_throttled`. The same bit plus 16 says that it happened since the start of the machine. */
const UNDERVOLTAGE = 0;
const SLOWED = [1, 2];

/** A field is null when the computer does not report it. */
export interface Supply {
  readonly isLow: boolean | null;
  readonly wasLow: boolean | null;
  readonly isSlowed: boolean | null;
  readonly wasSlowed: boolean | null;
}

export function supplyOf(tree: FileTree): Supply {
  const alarm = hwmonAlarm(tree);
  const bits = throttled(tree);
  const has = (bit: number) => (bits === null ? null : (bits >> bit) % 2 === 1);
  const slowed = (offset: number) =>
    bits === null ? null : SLOWED.some((bit) => has(bit + offset) === true);
  return {
    isLow: alarm === true ? true : (has(UNDERVOLTAGE) ?? alarm),
    wasLow: has(UNDERVOLTAGE + SINCE_START),
    isSlowed: slowed(0),
    wasSlowed: slowed(SINCE_START),
  };
}

/** The alarm of the driver `rpi_volt`, which asks the firmware every 2 s; null without that driver. */
function hwmonAlarm(tree: FileTree): boolean | null {
  const monitor = tree.list(HWMON).find((name) => tree.read(`${HWMON}/${name}/name`).trim() === 'rpi_volt');
  const text = monitor === undefined ? '' : tree.read(`${HWMON}/${monitor}/in0_lcrit_alarm`).trim();
  return text === '' ? null : text !== '0';
}

/** The firmware's word, which is hexadecimal without `0x`; null where there is none. */
function throttled(tree: FileTree): number | null {
  const socs = tree.list(PLATFORM).filter((name) => name.startsWith('soc'));
  const words = socs.flatMap((soc) =>
    tree
      .list(`${PLATFORM}/${soc}`)
      .filter((name) => name.endsWith(':firmware'))
      .map((name) => Number.parseInt(tree.read(`${PLATFORM}/${soc}/${name}/get_throttled`), 16)),
  );
  return words.find((word) => Number.isFinite(word)) ?? null;
}
