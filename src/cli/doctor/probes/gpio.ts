// Checks the GPIO chip, and shows the number that each configured line has on this kernel.

import { HalError } from '../../../../hal/hal.js';
import { findGpio } from '../../../../hal/linux/gpio/find-gpio.js';
import { translateLines } from '../../../../hal/linux/gpio/translate.js';
import type { Probe } from '../examination.js';
import { error, ok } from '../finding.js';

export const gpio: Probe = ({ config: { hal }, machine }) => {
  if (hal.kind !== 'linux') return [];
  const hasLines = [...Object.values(hal.gpio), ...Object.values(hal.outputs)].some((part) => 'line' in part);
  if (!hasLines) return [];
  try {
    const found = findGpio(hal.gpioChip, machine.gpio);
    const { label, lines } = found.chip;
    const way = found.backend === 'sysfs' ? 'sysfs' : 'the character device';
    return [
      ok('gpio', `Chip ${label} with ${lines} lines, used through ${way}.`),
      ...translateLines(hal, found).map(({ name, line, sysfsNumber }) => {
        const number = sysfsNumber === null ? '' : `, number ${sysfsNumber} in sysfs on this kernel`;
        return ok(name, `Line ${line} of the header${number}.`);
      }),
    ];
  } catch (cause) {
    if (!(cause instanceof HalError)) throw cause;
    return [error('gpio', cause.message, cause.fix)];
  }
};
