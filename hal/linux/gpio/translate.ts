// Finds the chip and the line number of each configured name on this kernel, for `kpp doctor`.
import { assertLine, type GpioChip } from './chips.js';
import type { FoundGpio } from './find-gpio.js';
import type { GpioBackend } from './lines.js';

export interface LineTranslation {
  /** Path below `hal` in the configuration: `gpio.estop`, `outputs.brake`. */
  readonly name: string;
  /** Offset on the chip: the BCM number of the header's pin. */
  readonly line: number;
  readonly chip: GpioChip;
  readonly backend: GpioBackend;
  /** Number in sysfs on this kernel; null when sysfs does not have the chip. */
  readonly sysfsNumber: number | null;
}

/** The parts of the configuration that can name lines. */
export interface ConfiguredLines {
  readonly gpio: Readonly<Record<string, { readonly line: number }>>;
  readonly outputs: Readonly<Record<string, object>>;
}

/** @throws HalError `not_supported` when the chip has no such line */
export function translateLines(config: ConfiguredLines, { chip, backend }: FoundGpio): LineTranslation[] {
  return (['gpio', 'outputs'] as const).flatMap((section) =>
    Object.entries(config[section]).flatMap(([name, user]) => {
      if (!('line' in user) || typeof user.line !== 'number') return [];
      const { line } = user;
      assertLine(chip, line);
      const sysfsNumber = chip.base === null ? null : chip.base + line;
      return [{ name: `${section}.${name}`, line, chip, backend, sysfsNumber }];
    }),
  );
}
