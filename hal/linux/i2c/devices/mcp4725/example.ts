// An MCP4725 as a configuration may have it: what its tests go by.
import type { DeviceExample } from '../example.js';

export const example: DeviceExample = { keys: { name: 'dac' }, values: {}, tolerances: {} };
