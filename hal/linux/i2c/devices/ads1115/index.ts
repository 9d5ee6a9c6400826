// Describes the ADS1115: four voltages, against ground or against one another.
import { BASE_TICK_S, sensor } from '../device.js';
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
  // One input in each base tick, in turn.
  everyS: (config) => numberedInputs(config).length * BASE_TICK_S,
  problems: problemsOf,
  driver: () => import('./driver.js'),
  wiring: () => import('./wiring.js'),
});
