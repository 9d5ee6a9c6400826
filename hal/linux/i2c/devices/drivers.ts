// Loads the drivers of all devices on I2C buses. Reading a configuration does not import this file.
import { HalError } from '../../../hal.js';
import type { I2cConverterConfig, I2cSensorConfig } from '../schema.js';
import type { Chip } from './chip.js';
import type { WriteSetpoint } from './device.js';
import { I2C_DEVICES } from './registry.js';

const drivers = new Map<string, unknown>(
  await Promise.all(I2C_DEVICES.map(async ({ name, driver }) => [name, await driver()] as const)),
);

export function createChip(config: I2cSensorConfig): Chip {
  // The types connect each device to its configuration, but not through an index into the registry.
  const driver = drivers.get(config.device) as { createChip(config: I2cSensorConfig): Chip };
  return driver.createChip(config);
}

/** @throws HalError `not_supported` when this version does not have the device: a saved list of outputs can be from another version */
export function setpointWriter({ device }: Pick<I2cConverterConfig, 'device'>): WriteSetpoint {
  const driver = drivers.get(device) as { readonly writeSetpoint?: WriteSetpoint } | undefined;
  if (driver?.writeSetpoint !== undefined) return driver.writeSetpoint;
  const message = `This version of the program cannot write a setpoint to a device ${device}.`;
  throw new HalError('not_supported', message, 'Make the output safe by hand at its drive or contactor.');
}
