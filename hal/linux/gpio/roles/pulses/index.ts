// Describes the role of a pulse input: the pulses of a sensor at the chain give its path or its speed.
import { role } from '../role.js';
import { keys } from './schema.js';

export const pulses = role({
  name: 'pulses',
  what: 'a pulse input',
  keys,
  channels: ({ channel }) => [channel],
  driver: () => import('./driver.js'),
  wiring: () => import('./wiring.js'),
});
