// Gives two configurations the same channels, so that they can be compared key by key.
import { isBuiltInSensor } from '../../catalogue/own-channels.js';
import { DEFAULT_CHANNEL } from '../defaults.js';
import type { Config } from '../schema.js';

/**
 * Adds default settings for the channels of the plant that only the other configuration names. A channel of one's own that only
 * the other one declares is not added: without a unit it would not be a channel.
 */
export function withEveryChannel(config: Config, other: Config): Config {
  const added = Object.keys(other.channels).filter(isBuiltInSensor);
  const names = [...new Set([...Object.keys(config.channels), ...added])];
  const channels = Object.fromEntries(
    names.map((name) => [name, { ...DEFAULT_CHANNEL, ...config.channels[name] }]),
  );
  return { ...config, channels };
}
