// Checks the supply of a Raspberry Pi: undervoltage now, and what it did to the processor since the start.
import type { Probe } from '../examination.js';
import { type Finding, ok, warning } from '../finding.js';
import type { Machine } from '../machine.js';

const HWMON = '/sys/class/hwmon';
const PLATFORM = '/sys/devices/platform';
const SINCE_START = 16;
/** Bits of the firmware's `get_throttled`. The same bit plus 16 says that it happened since the start of the machine. */
const UNDERVOLTAGE = 0;
const SLOWED = [1, 2];

const FIX =
  'Use a supply of 5.1 V with the current that the board needs, and a short, thick cable; feed sensors and relays from a supply of their own.';

export const power: Probe = ({ machine }) => {
  const alarm = hwmonAlarm(machine);
  const bits = throttled(machine);
  if (alarm === null && bits === null) return [];
  const has = (bit: number) => bits !== null && (bits >> bit) % 2 === 1;
  return [supply(alarm === true || has(UNDERVOLTAGE), has(UNDERVOLTAGE + SINCE_START)), ...speed(has)];
};

function supply(isLow: boolean, wasLow: boolean): Finding {
  if (isLow) return warning('power', 'The supply voltage of this board is too low.', FIX);
  if (wasLow) {
    return warning('power', 'The supply voltage was too low since the start of this machine.', FIX);
  }
  return ok('power', 'The supply voltage of this board is high enough.');
}

function speed(has: (bit: number) => boolean): Finding[] {
  const isSlowed = SLOWED.some(has);
  if (!isSlowed && !SLOWED.some((bit) => has(bit + SINCE_START))) return [];
  const what = isSlowed
    ? 'The firmware slows the processor, because of low voltage or heat.'
    : 'The firmware slowed the processor since the start of this machine, because of low voltage or heat.';
  return [warning('power.throttled', what, 'Correct the supply and the cooling, then restart the machine.')];
}

/** The alarm of the driver `rpi_volt`, which asks the firmware every 2 s; null without that driver. */
function hwmonAlarm(machine: Machine): boolean | null {
  const monitor = machine
    .list(HWMON)
    .find((name) => machine.read(`${HWMON}/${name}/name`).trim() === 'rpi_volt');
  const text = monitor === undefined ? '' : machine.read(`${HWMON}/${monitor}/in0_lcrit_alarm`).trim();
  return text === '' ? null : text !== '0';
}

/** The firmware's word, which is hexadecimal without `0x`; null where there is none. */
function throttled(machine: Machine): number | null {
  const socs = machine.list(PLATFORM).filter((name) => name.startsWith('soc'));
  const words = socs.flatMap((soc) =>
    machine
      .list(`${PLATFORM}/${soc}`)
      .filter((name) => name.endsWith(':firmware'))
      .map((name) => Number.parseInt(machine.read(`${PLATFORM}/${soc}/${name}/get_throttled`), 16)),
  );
  return words.find((word) => Number.isFinite(word)) ?? null;
}
