// Describes the ADS1115: four voltages, against ground or against one another.
import { sensor } from '../device.js';
import { problemsOf } from './checks.js';
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
  problems: problemsOf,
  driver: () => import('./driver.js'),
  wiring: () => import('./wiring.js'),
});
