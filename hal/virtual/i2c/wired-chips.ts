// Connects chips in memory to the simulated plant. It loads the wiring of all I2C devices.
import { I2C_DEVICES } from '../../linux/i2c/devices/registry.js';
import type { WiredChip } from '../../linux/i2c/devices/wired-chip.js';
import type { I2cDeviceConfig } from '../../linux/i2c/schema.js';

type Wire = (config: I2cDeviceConfig, nowS: number) => WiredChip;

const wirings = new Map<string, Wire>(
  // The compiler cannot see that the found wiring belongs to the configuration's type, hence the cast.
  await Promise.all(
    I2C_DEVICES.map(async ({ name, wiring }) => [name, (await wiring()).wire as Wire] as const),
  ),
);

/** @param nowS time at which the chip is powered on, monotonic seconds */
export function wireChip(config: I2cDeviceConfig, nowS: number): WiredChip {
  return wirings.get(config.device)!(config, nowS);
}
