// The drivers of all devices on I2C buses. They are loaded with this file, which the configuration does not need.
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

export function setpointWriter({ device }: Pick<I2cConverterConfig, 'device'>): WriteSetpoint {
  return (drivers.get(device) as { readonly writeSetpoint: WriteSetpoint }).writeSetpoint;
}
