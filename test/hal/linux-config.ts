// Parses the devices of a machine with the schema, like a file. A test names only the keys that matter to it.
import type { z } from 'zod';
import { type LinuxHalConfig, linuxSchema } from '../../hal/linux/schema.js';
import { type SerialPortConfig, serialPort } from '../../hal/linux/serial/schema.js';
import type { ReadonlyDeep } from '../../hal/schema/kinds.js';

/** The form in a configuration file, where keys with defaults can be missing. */
export type LinuxHalInput = ReadonlyDeep<z.input<typeof linuxSchema>>;

export function linuxConfig(input: LinuxHalInput): LinuxHalConfig {
  return linuxSchema.parse(input);
}

export function portConfig(input: NonNullable<LinuxHalInput['serial']>[string]): SerialPortConfig {
  return serialPort.parse(input);
}
