// Describes the role of the line that shows whether the emergency stop is pressed.
import { role } from '../role.js';
import { keys } from './schema.js';

export const emergencyStop = role({
  name: 'emergencyStop',
  what: 'the emergency stop',
  keys,
  channels: () => [],
  driver: () => import('./driver.js'),
  wiring: () => import('./wiring.js'),
});
