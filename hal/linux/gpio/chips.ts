// Finds the GPIO chip that the configuration means among those that there are.
import { HalError } from '../../hal.js';
import { AUTO_CHIP } from './auto-chip.js';

export interface GpioChip {
  /** What the system calls it: `gpiochip512` in sysfs, `gpiochip0` as a device. */
  readonly name: string;
  /** What its driver calls it. Need not be unique. */
  readonly label: string;
  readonly lines: number;
  /** Number of its first line in sysfs; null where sysfs does not have it. */
  readonly base: number | null;
}

/**
 * Labels of the chip that the 40-pin header hangs on, on every Raspberry Pi: the 5; the 4; all before; kernels before
 * device trees. A Pi has other chips beside it (expander, power management), whose numbers vary: only the label tells.
 */
const HEADER_LABELS: readonly string[] = [
  'pinctrl-rp1',
  'pinctrl-bcm2711',
  'pinctrl-bcm2835',
  'bcm2708_gpio',
];

/**
 * @param wanted a label; a name, for a chip whose label repeats; or `auto`
 * @throws HalError `not_found` when there is no such chip, `not_supported` when there are several; both list what is there
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
    `The GPIO chip ${chip.label} has lines 0 to ${chip.lines - 1}, but no line ${line}.`,
    'Name the BCM number of a pin, or another chip with `hal.gpioChip`.',
  );
}

function missing(wanted: string, chips: readonly GpioChip[]): HalError {
  if (chips.length === 0) {
    return new HalError(
      'not_found',
      'This machine has no GPIO chip, in sysfs or in /dev.',
      "Load the chip's driver, which a Raspberry Pi does by itself, or leave the lines out of the configuration.",
    );
  }
  const message =
    wanted === AUTO_CHIP
      ? `None of the GPIO chips is the header of a Raspberry Pi: ${listOf(chips)}.`
      : `There is no GPIO chip with the label ${wanted}: ${listOf(chips)}.`;
  return new HalError(
    'not_found',
    message,
    'Set `hal.gpioChip` to the label of the chip that the lines belong to.',
  );
}

function ambiguous(label: string, matching: readonly GpioChip[], chips: readonly GpioChip[]): HalError {
  const names = matching.map(({ name }) => name).join(' or ');
  return new HalError(
    'not_supported',
    `${matching.length} GPIO chips have the label ${label}: ${listOf(chips)}.`,
    `Set \`hal.gpioChip\` to the name of the one that is meant: ${names}.`,
  );
}

function listOf(chips: readonly GpioChip[]): string {
  const each = chips.map(({ name, label, lines }) => `${name} (${label}, ${lines} lines)`);
  return `there are ${each.join(', ')}`;
}
