// An example configuration of an MCP4725, for the tests.
import type { DeviceExample } from '../example.js';

export const example: DeviceExample = { keys: { name: 'dac' }, values: {}, tolerances: {} };
