// Finds the GPIO chip that the configuration names among the chips of the machine.
import { HalError } from '../../hal.js';
import { AUTO_CHIP } from './auto-chip.js';

export interface GpioChip {
  /** The system's name: `gpiochip512` in sysfs, `gpiochip0` as a device. */
  readonly name: string;
  /** The name that the driver gives. Several chips can have the same label. */
  readonly label: string;
  readonly lines: number;
  /** Number of its first line in sysfs; null when sysfs does not have the chip. */
  readonly base: number | null;
}

/**
 * Labels of the chip of the 40-pin header: on the Raspberry Pi 5; on the 4; on all earlier ones; with kernels before
 * device trees. A Pi has other chips too (expander, power management), and the numbers vary: only the label identifies the chip.
 */
const HEADER_LABELS: readonly string[] = [
  'pinctrl-rp1',
  'pinctrl-bcm2711',
  'pinctrl-bcm2835',
  'bcm2708_gpio',
];

/**
 * @param wanted a label; or a name, for a chip whose label is not unique; or `auto`
 * @throws HalError `not_found` when there is no such chip, `not_supported` when there are several; both messages list the chips
 *   of the machine
 */
export function selectChip(chips: readonly GpioChip[], wanted: string): GpioChip {
  const labels = wanted === AUTO_CHIP ? HEADER_LABELS : [wanted];
  for (const label of labels) {
    const matching = chips.filter((chip) => chip.label === label);
    if (matching.length > 1) throw ambiguous(label, matching, chips);
    if (matching[0] !== undefined) return matching[0];
  }
  const named = chips.find(({ name }) => name === wanted);
  if (named !== undefined) return named;
  throw missing(wanted, chips);
}

/** @throws HalError `not_supported` when the chip has no such line */
export function assertLine(chip: GpioChip, line: number): void {
  if (line < chip.lines) return;
  throw new HalError(
    'not_supported',
    `The GPIO chip ${chip.label} has lines 0 to ${chip.lines - 1}. It has no line ${line}.`,
    'Set `line` to the BCM number of a pin, or name another chip with `hal.gpioChip` or `chip` of the line.',
  );
}

function missing(wanted: string, chips: readonly GpioChip[]): HalError {
  if (chips.length === 0) {
    return new HalError(
      'not_found',
      'This machine has no GPIO chip: there is none in sysfs and none in /dev.',
      "Load the chip's driver (a Raspberry Pi loads it by itself), or remove the GPIO lines from the configuration.",
    );
  }
  const message =
    wanted === AUTO_CHIP
      ? `No GPIO chip of this machine is the header of a Raspberry Pi: ${listOf(chips)}.`
      : `There is no GPIO chip with the label ${wanted}: ${listOf(chips)}.`;
  return new HalError(
    'not_found',
    message,
    'Set `hal.gpioChip`, or `chip` of the line, to the label of the chip that has the configured lines.',
  );
}

function ambiguous(label: string, matching: readonly GpioChip[], chips: readonly GpioChip[]): HalError {
  const names = matching.map(({ name }) => name).join(' or ');
  return new HalError(
    'not_supported',
    `${matching.length} GPIO chips have the label ${label}: ${listOf(chips)}.`,
    `Set \`hal.gpioChip\`, or \`chip\` of the line, to the name of the chip that has the lines: ${names}.`,
  );
}

function listOf(chips: readonly GpioChip[]): string {
  const each = chips.map(({ name, label, lines }) => `${name} (${label}, ${lines} lines)`);
  return `there are ${each.join(', ')}`;
}
