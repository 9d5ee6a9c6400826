// Finds the chip and the line number of each configured name on this kernel, for `kpp doctor`.
import { assertLine, type GpioChip } from './chips.js';
import type { FoundGpio } from './find-gpio.js';
import type { LineUser } from './line-users.js';

export interface LineTranslation {
  /** Path below `hal` in the configuration: `gpio.estop`, `outputs.brake`, `outputs.brake.feedback`. */
  readonly name: string;
  /** Offset on the chip: the BCM number of the header's pin. */
  readonly line: number;
  readonly chip: GpioChip;
  /** Number in sysfs on this kernel; null when sysfs does not have the chip. */
  readonly sysfsNumber: number | null;
  /** Whether a line that is exported in sysfs can be used. */
  readonly takesExported: boolean;
}

/**
 * @param users lines of this chip
 * @throws HalError `not_supported` when the chip has no such line
 */
export function translateLines(
  users: readonly LineUser[],
  { chip, backend, takesExported }: FoundGpio,
): LineTranslation[] {
  return users.map(({ path, key, line, isOutput }) => {
    assertLine(chip, line);
    const sysfsNumber = chip.base === null ? null : chip.base + line;
    return {
      name: [...path, ...(key === 'line' ? [] : [key])].join('.'),
      line,
      chip,
      sysfsNumber,
      takesExported: takesExported && (isOutput || backend === 'sysfs'),
    };
  });
}
