// Describes the ADS1115: four voltages against ground.
import { sensor } from '../device.js';
import { keys, numberedInputs } from './schema.js';

export const ads1115 = sensor({
  name: 'ads1115',
  what: 'analogue-to-digital converter with four inputs',
  addresses: [0x48, 0x4b],
  keys,
  readings: (config) =>
    numberedInputs(config).map(({ number, channel }) => ({
      path: ['inputs', String(number), 'channel'],
      channel,
    })),
  driver: () => import('./driver.js'),
  wiring: () => import('./wiring.js'),
});
