// Which sources provide which channel in a configuration.
import {
  COMPUTED_CHANNELS,
  FORMULA_CHANNELS,
  residualChannel,
  SENSOR_CHANNELS,
  TWIN_CHANNELS,
} from '../../hal/channels.js';
import { i2cSource } from '../../hal/i2c-names.js';
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

/** Every channel that there will be: measured, by formula, computed. */
export function providedChannels(hal: HalConfig): ReadonlySet<string> {
  const isFormula = (name: string) => Object.hasOwn(FORMULA_CHANNELS, name);
  const measured = SENSOR_CHANNELS.map(({ name }) => name).filter((name) => !isFormula(name));
  const provided = new Set(hal.kind === 'sim' ? measured : sourcesByChannel(hal).keys());
  for (const [channel, inputs] of Object.entries(FORMULA_CHANNELS)) {
    if (inputs.every((input) => provided.has(input))) provided.add(channel);
  }
  const predicted = SENSOR_CHANNELS.filter(({ name }) => TWIN_CHANNELS.some((twin) => twin === name));
  for (const channel of predicted) {
    if (provided.has(channel.name)) provided.add(residualChannel(channel).name);
  }
  const hasEfficiency = provided.has('generator.power') && provided.has('pneumatics.compressorPower');
  for (const { name } of COMPUTED_CHANNELS) {
    if (name !== 'derived.efficiency' || hasEfficiency) provided.add(name);
  }
  return provided;
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
