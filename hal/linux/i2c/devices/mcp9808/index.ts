// Describes the MCP9808: temperature.
import { namedReadings, sensor } from '../device.js';
import { EVERY_S, keys } from './schema.js';

export const mcp9808 = sensor({
  name: 'mcp9808',
  what: 'temperature sensor',
  addresses: [0x18, 0x1f],
  keys,
  readings: ({ channels }) => namedReadings(channels),
  everyS: () => EVERY_S,
  driver: () => import('./driver.js'),
  wiring: () => import('./wiring.js'),
});
