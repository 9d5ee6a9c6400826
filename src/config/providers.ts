// Finds the sources of each channel in a configuration, and so the channels that exist.
import { configuredSources, outputRole } from '../../hal/linux/schema.js';
import { SENSOR_CHANNEL_NAMES } from '../../hal/schema/kinds.js';
import { type ChannelEquipment, FORMULA_CHANNELS, whyAbsent } from '../catalogue/channels.js';
import type { Config } from './schema.js';

type HalConfig = Config['hal'];

/** Names of the configured sources of each measured channel, the most trusted source first. */
export function sourcesByChannel(hal: HalConfig): ReadonlyMap<string, readonly string[]> {
  const sources = new Map<string, string[]>();
  for (const { source, channels } of configuredSources(hal)) {
    for (const channel of new Set(channels)) sources.set(channel, [...(sources.get(channel) ?? []), source]);
  }
  return sources;
}

/** The equipment that decides which channels exist. At run time the control core gets the same from the HAL. */
export function configuredEquipment(hal: HalConfig): ChannelEquipment {
  if (hal.kind === 'sim') {
    const sensors = SENSOR_CHANNEL_NAMES.filter((name) => !FORMULA_CHANNELS.includes(name));
    return { sensors, drivesLoad: true };
  }
  const drivesLoad = Object.values(hal.outputs).some((output) => outputRole(output) === 'load');
  return { sensors: [...sourcesByChannel(hal).keys()], drivesLoad };
}

/** Text for a problem that says that nothing provides a channel, and why. null when something provides it. */
export function notProvided(channel: string, hal: HalConfig, called = channel): string | null {
  const reason = whyAbsent(channel, configuredEquipment(hal));
  if (reason === null) return null;
  return `nothing in this configuration provides ${called}${reason === '' ? '' : ` (${reason})`}`;
}
