// An AS5600 as a configuration may have it, and a value of the plant that it can measure: what its tests go by.
import type { DeviceExample } from '../example.js';

export const example: DeviceExample = {
  keys: { channels: { speed: 'generator.speed' }, scale: 1 },
  values: { 'generator.speed': 39 },
  tolerances: { 'generator.speed': 0.05 },
};
