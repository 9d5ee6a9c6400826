// Which sources provide which channel in a configuration, and so which channels there are.

import { i2cSource } from '../../hal/i2c-names.js';
import { type ChannelEquipment, FORMULA_CHANNELS, whyAbsent } from '../catalogue/channels.js';
import { SENSOR_CHANNEL_NAMES } from './channel-names.js';
import { SPECIAL_FIELDS } from './schema/serial.js';
import type { Config } from './schema.js';

type HalConfig = Config['hal'];
type I2cDevice = HalConfig['i2c'][number];
type Records = HalConfig['serial'][string]['records'];

/** Names of the sources that are configured for each measured channel, serial before I2C before GPIO. */
export function sourcesByChannel(hal: HalConfig): ReadonlyMap<string, readonly string[]> {
  const sources = new Map<string, string[]>();
  const add = (channel: string, source: string) => {
    const known = sources.get(channel) ?? [];
    if (!known.includes(source)) sources.set(channel, [...known, source]);
  };
  for (const [name, port] of Object.entries(hal.serial)) {
    for (const channel of recordChannels(port.records)) add(channel, `serial.${name}`);
  }
  for (const device of hal.i2c) {
    for (const channel of deviceChannels(device)) add(channel, i2cSource(device));
  }
  for (const [name, input] of Object.entries(hal.gpio)) {
    if (input.role === 'pulses') add(input.channel, `gpio.${name}`);
  }
  return sources;
}

/** The channels that a port's records carry. */
export function recordChannels(records: Records): string[] {
  return Object.values(records)
    .flatMap((fields) => Object.values(fields))
    .filter(
      (field): field is string => field !== undefined && !SPECIAL_FIELDS.some((special) => special === field),
    );
}

/** What decides which channels there are, as the control core learns it from the HAL. */
export function configuredEquipment(hal: HalConfig): ChannelEquipment {
  if (hal.kind === 'sim') {
    const sensors = SENSOR_CHANNEL_NAMES.filter((name) => !FORMULA_CHANNELS.includes(name));
    return { sensors, drivesLoad: true };
  }
  const drivesLoad = Object.values(hal.outputs).some((output) => 'serial' in output || 'i2c' in output);
  return { sensors: [...sourcesByChannel(hal).keys()], drivesLoad };
}

/** That nothing provides a channel, and why, for a problem; null when something does. */
export function notProvided(channel: string, hal: HalConfig, called = channel): string | null {
  const reason = whyAbsent(channel, configuredEquipment(hal));
  if (reason === null) return null;
  return `nothing in this configuration provides ${called}${reason === '' ? '' : ` (${reason})`}`;
}

function deviceChannels(device: I2cDevice): string[] {
  switch (device.device) {
    case 'ads1115':
      return Object.values(device.inputs).map(({ channel }) => channel);
    case 'mcp4725':
      return [];
    default:
      return Object.values(device.channels).filter((channel) => channel !== undefined);
  }
}
