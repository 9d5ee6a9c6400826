// Describes the role of a quadrature input: two lines at the chain give its direction, speed and path.
import { role } from '../role.js';
import { keys } from './schema.js';

export const quadrature = role({
  name: 'quadrature',
  what: 'a quadrature input',
  keys,
  channels: ({ channel, position }) => (position === undefined ? [channel] : [channel, position]),
  driver: () => import('./driver.js'),
  wiring: () => import('./wiring.js'),
});
