// The configuration keys for GPIO lines: the chip, and the inputs with their roles.
import { z } from 'zod';
import { partName, type ReadonlyDeep, schemasOf } from '../../schema/kinds.js';
import { AUTO_CHIP } from './auto-chip.js';
import { INPUT_ROLES } from './roles/registry.js';

type Role = (typeof INPUT_ROLES)[number];

export const gpio = z
  .record(partName, z.discriminatedUnion('role', schemasOf(INPUT_ROLES)))
  .prefault({})
  .describe('GPIO inputs by a name of your choice');

export const gpioChip = z
  .string()
  .min(1, { error: 'must be auto or the label of a GPIO chip' })
  .default(AUTO_CHIP)
  .describe(
    "label of the GPIO chip of every line, or its name when the label is not unique; auto finds the header's chip",
  );

export type GpioInputConfig = ReadonlyDeep<z.output<typeof gpio>[string]>;

const byName: ReadonlyMap<string, Role> = new Map(INPUT_ROLES.map((role) => [role.name, role]));

/** The channels that an input measures. */
export function inputChannels(config: GpioInputConfig): readonly string[] {
  // The types connect each role to its configuration, but not through an index into the registry.
  const channels = byName.get(config.role)!.channels as (config: GpioInputConfig) => readonly string[];
  return channels(config);
}
