// The registry of kinds of sources: one line for each. When several kinds measure one channel, the first has priority.
import { gpioLines } from './gpio/index.js';
import { i2cDevices } from './i2c/index.js';
import { serialPorts } from './serial/index.js';

export const SOURCE_KINDS = [serialPorts, i2cDevices, gpioLines] as const;
