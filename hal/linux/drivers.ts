// The registry of drivers: one line for each kind of device that a configuration can name.
import type { DriverFactory } from './driver.js';
import { createGpioDrivers } from './gpio/drivers/create.js';
import { createI2cDrivers } from './i2c/create.js';
import { createSerialDrivers } from './serial/create.js';

export const DRIVER_FACTORIES: readonly DriverFactory[] = [
  createSerialDrivers,
  createI2cDrivers,
  createGpioDrivers,
];
