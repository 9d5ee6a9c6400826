// Which sources provide which channel in a configuration, and so which channels there are.
import { configuredSources, outputRole } from '../../hal/linux/schema.js';
import { type ChannelEquipment, FORMULA_CHANNELS, whyAbsent } from '../catalogue/channels.js';
import { SENSOR_CHANNEL_NAMES } from './channel-names.js';
import type { Config } from './schema.js';

type HalConfig = Config['hal'];

/** Names of the sources that are configured for each measured channel, in the order in which they are believed. */
export function sourcesByChannel(hal: HalConfig): ReadonlyMap<string, readonly string[]> {
  const sources = new Map<string, string[]>();
  for (const { source, channels } of configuredSources(hal)) {
    for (const channel of new Set(channels)) sources.set(channel, [...(sources.get(channel) ?? []), source]);
  }
  return sources;
}

/** What decides which channels there are, as the control core learns it from the HAL. */
export function configuredEquipment(hal: HalConfig): ChannelEquipment {
  if (hal.kind === 'sim') {
    const sensors = SENSOR_CHANNEL_NAMES.filter((name) => !FORMULA_CHANNELS.includes(name));
    return { sensors, drivesLoad: true };
  }
  const drivesLoad = Object.values(hal.outputs).some((output) => outputRole(output) === 'load');
  return { sensors: [...sourcesByChannel(hal).keys()], drivesLoad };
}

/** That nothing provides a channel, and why, for a problem; null when something does. */
export function notProvided(channel: string, hal: HalConfig, called = channel): string | null {
  const reason = whyAbsent(channel, configuredEquipment(hal));
  if (reason === null) return null;
  return `nothing in this configuration provides ${called}${reason === '' ? '' : ` (${reason})`}`;
}
