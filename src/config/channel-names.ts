// The names of channels that a configuration may use.
export { SENSOR_CHANNEL_NAMES } from '../../hal/schema/kinds.js';
export { CHANNEL_NAMES } from '../catalogue/channels.js';
