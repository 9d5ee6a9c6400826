// Describes the MCP4725: a setpoint as a voltage.
import { converter } from '../device.js';

export const mcp4725 = converter({
  name: 'mcp4725',
  what: 'digital-to-analogue converter for a setpoint',
  addresses: [0x60, 0x67],
  keys: {},
  driver: () => import('./driver.js'),
  wiring: () => import('./wiring.js'),
});
