// The names of channels that a configuration may use.
import { COMPUTED_CHANNELS, residualChannel, SENSOR_CHANNELS } from '../../hal/channels.js';

/** Channels that a sensor can provide. */
export const SENSOR_CHANNEL_NAMES: readonly string[] = SENSOR_CHANNELS.map(({ name }) => name);

/** Every channel: measured, computed, and the twin's residual of each measured one. */
export const CHANNEL_NAMES: readonly string[] = [...SENSOR_CHANNELS, ...COMPUTED_CHANNELS]
  .map(({ name }) => name)
  .concat(SENSOR_CHANNELS.map((channel) => residualChannel(channel).name));
