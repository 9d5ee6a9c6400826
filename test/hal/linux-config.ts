// Parses the devices of a machine with the schema, like a file. A test names only the keys that matter to it.
import { type LinuxHalConfig, type LinuxHalInput, linuxSchema } from '../../hal/linux/schema.js';
import { type SerialPortConfig, serialPort } from '../../hal/linux/serial/schema.js';

export function linuxConfig(input: LinuxHalInput): LinuxHalConfig {
  return linuxSchema.parse(input);
}

export function portConfig(input: NonNullable<LinuxHalInput['serial']>[string]): SerialPortConfig {
  return serialPort.parse(input);
}
