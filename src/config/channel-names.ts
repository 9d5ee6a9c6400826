// The names of channels that a configuration may use.
import { SENSOR_CHANNELS } from '../../hal/channels.js';

export { CHANNEL_NAMES } from '../catalogue/channels.js';

/** Channels that a sensor can provide. */
export const SENSOR_CHANNEL_NAMES: readonly string[] = SENSOR_CHANNELS.map(({ name }) => name);
