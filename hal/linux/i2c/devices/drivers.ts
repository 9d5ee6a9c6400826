// The drivers of all devices on I2C buses. They are loaded with this file, which the configuration does not need.
import { HalError } from '../../../hal.js';
import type { I2cConverterConfig, I2cSensorConfig } from '../schema.js';
import type { Chip } from './chip.js';
import type { WriteSetpoint } from './device.js';
import { I2C_DEVICES } from './registry.js';

const drivers = new Map<string, unknown>(
  await Promise.all(I2C_DEVICES.map(async ({ name, driver }) => [name, await driver()] as const)),
);

export function createChip(config: I2cSensorConfig): Chip {
  // The registry ties each device to its configuration, but not through an index.
  const driver = drivers.get(config.device) as { createChip(config: I2cSensorConfig): Chip };
  return driver.createChip(config);
}

/** @throws HalError `not_supported` on a device that this version does not have: a written list of outputs may be of another one */
export function setpointWriter({ device }: Pick<I2cConverterConfig, 'device'>): WriteSetpoint {
  const driver = drivers.get(device) as { readonly writeSetpoint?: WriteSetpoint } | undefined;
  if (driver?.writeSetpoint !== undefined) return driver.writeSetpoint;
  const message = `This version has no device ${device} that puts out a setpoint.`;
  throw new HalError('not_supported', message, 'Make the output safe at its drive or contactor.');
}
