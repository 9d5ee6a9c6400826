// The configuration keys for GPIO lines: how they are reached, the chip, and the inputs with their roles.
import { z } from 'zod';
import { partName, type ReadonlyDeep, schemasOf } from '../../schema/kinds.js';
import { AUTO_CHIP } from './auto-chip.js';
import { BACKEND_CHOICES, chipName } from './line-schema.js';
import { INPUT_ROLES } from './roles/registry.js';

type Role = (typeof INPUT_ROLES)[number];

export const gpio = z
  .record(partName, z.discriminatedUnion('role', schemasOf(INPUT_ROLES)))
  .prefault({})
  .describe('GPIO inputs by a name of your choice');

export const gpioChip = chipName
  .default(AUTO_CHIP)
  .describe(
    "label of the GPIO chip of every line that names none, or its name when the label is not unique; auto finds the header's chip",
  );

export const gpioBackend = z
  .enum(BACKEND_CHOICES)
  .default('auto')
  .describe(
    'how lines are reached: chardev (the character device), sysfs, or auto: the character device, and sysfs where it is missing',
  );

export type GpioInputConfig = ReadonlyDeep<z.output<typeof gpio>[string]>;

const byName: ReadonlyMap<string, Role> = new Map(INPUT_ROLES.map((role) => [role.name, role]));

/** The channels that an input measures. */
export function inputChannels(config: GpioInputConfig): readonly string[] {
  // The types connect each role to its configuration, but not through an index into the registry.
  const channels = byName.get(config.role)!.channels as (config: GpioInputConfig) => readonly string[];
  return channels(config);
}
