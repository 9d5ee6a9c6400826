// Describes the AS5600: the angle of a magnet, as path and speed.
import { namedReadings, sensor } from '../device.js';
import { keys } from './schema.js';

export const as5600 = sensor({
  name: 'as5600',
  what: 'magnetic angle sensor',
  addresses: [0x36, 0x36],
  keys,
  readings: ({ channels }) => namedReadings(channels),
  driver: () => import('./driver.js'),
  wiring: () => import('./wiring.js'),
});
