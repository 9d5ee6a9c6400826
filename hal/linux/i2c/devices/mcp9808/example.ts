// An MCP9808 as a configuration may have it, and a value of the plant that it can measure: what its tests go by.
import type { DeviceExample } from '../example.js';

export const example: DeviceExample = {
  keys: { channels: { temperature: 'water.temperature' } },
  values: { 'water.temperature': 12.3 },
  tolerances: { 'water.temperature': 0.07 },
};
