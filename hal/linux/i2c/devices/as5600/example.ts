// An example configuration of an AS5600 with a value that it can measure, for the tests.
import type { DeviceExample } from '../example.js';

export const example: DeviceExample = {
  keys: { channels: { speed: 'generator.speed' }, scale: 1 },
  values: { 'generator.speed': 39 },
  tolerances: { 'generator.speed': 0.05 },
};
