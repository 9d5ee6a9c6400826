// The registry of devices on I2C buses: one line for each device.
import { ads1115 } from './ads1115/index.js';
import { as5600 } from './as5600/index.js';
import { ina226 } from './ina226/index.js';
import { mcp4725 } from './mcp4725/index.js';
import { mcp9808 } from './mcp9808/index.js';

export const I2C_DEVICES = [ina226, ads1115, mcp9808, as5600, mcp4725] as const;
