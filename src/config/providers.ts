// Finds the sources of each channel in a configuration, and so the channels that exist.
import { configuredSources, outputRole } from '../../hal/linux/schema.js';
import { type ReadonlyDeep, SENSOR_CHANNEL_NAMES } from '../../hal/schema/kinds.js';
import { type ChannelEquipment, FORMULA_CHANNELS, whyAbsent } from '../catalogue/channels.js';
import { HOST_CHANNEL_NAMES } from '../catalogue/host-channels.js';
import { ownChannels, ownNames } from '../catalogue/own-channels.js';
import type { Config, ParsedConfig } from './schema.js';

type HalConfig = Config['hal'];

/** Names of the configured sources of each measured channel, the most trusted source first. */
export function sourcesByChannel(hal: HalConfig): ReadonlyMap<string, readonly string[]> {
  const sources = new Map<string, string[]>();
  for (const { source, channels } of configuredSources(hal)) {
    for (const channel of new Set(channels)) sources.set(channel, [...(sources.get(channel) ?? []), source]);
  }
  return sources;
}

/** The sections that decide which channels there are. */
export type ChannelSections = Pick<ParsedConfig, 'hal' | 'channels'>;

/**
 * The equipment that decides which channels exist. At run time the control core gets the same from the HAL. Which figures the computer has
 * is not known here: a configuration may be checked on another one.
 */
export function configuredEquipment({ hal, channels }: ReadonlyDeep<ChannelSections>): ChannelEquipment {
  const declared = ownChannels(channels);
  const host = HOST_CHANNEL_NAMES;
  if (hal.kind === 'sim') {
    const sensors = SENSOR_CHANNEL_NAMES.filter((name) => !FORMULA_CHANNELS.includes(name));
    return { sensors, drivesLoad: true, declared, host };
  }
  const drivesLoad = Object.values(hal.outputs).some((output) => outputRole(output) === 'load');
  return { sensors: [...sourcesByChannel(hal).keys()], drivesLoad, declared, host };
}

/** Text for a problem that says that nothing provides a channel, and why. null when something provides it. */
export function notProvided(channel: string, config: ChannelSections, called = channel): string | null {
  const equipment = configuredEquipment(config);
  const reason = isOwnOnSimulation(channel, config)
    ? 'the simulated plant does not have it; a scenario gives it values by the fault `override`'
    : whyAbsent(channel, equipment);
  if (reason === null) return null;
  return `nothing in this configuration provides ${called}${reason === '' ? '' : ` (${reason})`}`;
}

function isOwnOnSimulation(channel: string, { hal, channels }: ChannelSections): boolean {
  return hal.kind === 'sim' && ownNames(channels).includes(channel);
}
