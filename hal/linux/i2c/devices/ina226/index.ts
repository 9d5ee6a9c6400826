// Describes the INA226: voltage, current and power at a shunt.
import { namedReadings, sensor } from '../device.js';
import { EVERY_S, keys } from './schema.js';

export const ina226 = sensor({
  name: 'ina226',
  what: 'voltage, current and power monitor',
  addresses: [0x40, 0x4f],
  keys,
  readings: ({ channels }) => namedReadings(channels),
  everyS: () => EVERY_S,
  driver: () => import('./driver.js'),
  wiring: () => import('./wiring.js'),
});
