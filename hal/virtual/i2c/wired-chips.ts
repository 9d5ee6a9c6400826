// Loads the wiring of all devices on I2C buses: virtual chips that are wired to the simulated plant.
import { I2C_DEVICES } from '../../linux/i2c/devices/registry.js';
import type { WiredChip } from '../../linux/i2c/devices/wired-chip.js';
import type { I2cDeviceConfig } from '../../linux/i2c/schema.js';

type Wire = (config: I2cDeviceConfig, nowS: number) => WiredChip;

const wirings = new Map<string, Wire>(
  // The types connect each device to its configuration, but not through an index into the registry.
  await Promise.all(
    I2C_DEVICES.map(async ({ name, wiring }) => [name, (await wiring()).wire as Wire] as const),
  ),
);

/** @param nowS time when the chip gets its power, monotonic seconds */
export function wireChip(config: I2cDeviceConfig, nowS: number): WiredChip {
  return wirings.get(config.device)!(config, nowS);
}
