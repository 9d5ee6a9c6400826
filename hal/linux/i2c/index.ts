// Registers devices on I2C buses as a kind of source.
import { i2cSource } from '../../i2c-names.js';
import { checkI2c, checkI2cOutputs } from './checks.js';
import { type I2cDeviceConfig, i2c, i2cSetpoint, readingsOf } from './schema.js';

export const i2cDevices = {
  name: 'i2c',
  sections: { i2c },
  outputs: [i2cSetpoint],
  checks: [checkI2c, checkI2cOutputs],
  sources: (config: { readonly i2c: readonly I2cDeviceConfig[] }) =>
    config.i2c.map((device) => ({
      source: i2cSource(device),
      channels: readingsOf(device).map(({ channel }) => channel),
    })),
  drivers: () => import('./create.js'),
} as const;
