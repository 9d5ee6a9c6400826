// Devices of a machine as a file would name them, parsed by the schema: tests name only what matters to them.
import { type LinuxHalConfig, type LinuxHalInput, linuxSchema } from '../../hal/linux/schema.js';
import { type SerialPortConfig, serialPort } from '../../hal/linux/serial/schema.js';

export function linuxConfig(input: LinuxHalInput): LinuxHalConfig {
  return linuxSchema.parse(input);
}

export function portConfig(input: NonNullable<LinuxHalInput['serial']>[string]): SerialPortConfig {
  return serialPort.parse(input);
}
