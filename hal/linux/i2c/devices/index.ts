// The registry of devices on I2C buses: one line for each.
import type { I2cDeviceConfig, I2cSensorConfig, Mcp4725Config } from '../config.js';
import type { Registers } from '../registers.js';
import { Ads1115 } from './ads1115.js';
import { As5600 } from './as5600.js';
import type { Chip } from './chip.js';
import { Ina226 } from './ina226.js';
import { writeMcp4725 } from './mcp4725.js';
import { Mcp9808 } from './mcp9808.js';

type Config<D extends I2cDeviceConfig['device']> = Extract<I2cDeviceConfig, { device: D }>;

const SENSORS: { readonly [D in I2cSensorConfig['device']]: (config: Config<D>) => Chip } = {
  ina226: (config) => new Ina226(config),
  ads1115: (config) => new Ads1115(config),
  mcp9808: (config) => new Mcp9808(config),
  as5600: (config) => new As5600(config),
};

/** Writes a fraction, 0..1 of full scale. Rejects with an `I2cFault`. */
export type WriteSetpoint = (registers: Pick<Registers, 'writeWord'>, fraction: number) => Promise<void>;

export const SETPOINTS: { readonly [D in Mcp4725Config['device']]: WriteSetpoint } = {
  mcp4725: writeMcp4725,
};

export function createChip(config: I2cSensorConfig): Chip {
  // The type ties each device to its configuration, but not through an index.
  const create = SENSORS[config.device] as (config: I2cSensorConfig) => Chip;
  return create(config);
}
