// An example configuration of an MCP9808 with a value that it can measure, for the tests.
import type { DeviceExample } from '../example.js';

export const example: DeviceExample = {
  keys: { channels: { temperature: 'water.temperature' } },
  values: { 'water.temperature': 12.3 },
  tolerances: { 'water.temperature': 0.07 },
};
