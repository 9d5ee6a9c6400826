// Decides which channels a plant has and where each comes from, for the checks of the configuration and for the control core.
import { type ChannelInfo, SENSOR_CHANNELS, type SensorChannel } from '../../hal/channels.js';
import { HOST_CHANNEL_NAMES, HOST_CHANNELS } from './host-channels.js';

/** Channels that the digital twin predicts, and so has residuals for. */
export const TWIN_CHANNELS = [
  'chain.velocity',
  'generator.speed',
  'pneumatics.tankPressure',
] as const satisfies readonly SensorChannel[];

/**
 * - `sensor`: measured;
 * - `formula`: computed from other channels;
 * - `loop`: a figure of the control loop itself;
 * - `host`: a figure of the computer on which the controller runs;
 * - `twin`: the digital twin's residual.
 */
export type ChannelOrigin = 'sensor' | 'formula' | 'loop' | 'host' | 'twin';

export interface CatalogueChannel extends ChannelInfo {
  readonly origin: ChannelOrigin;
  /** The channels that the value is computed from; none for a sensor. */
  readonly from: readonly string[];
}

/** The equipment that decides which channels exist. */
export interface ChannelEquipment {
  /** Channels that have a sensor, in the order of the HAL's sample table. */
  readonly sensors: readonly string[];
  /** True when one of the outputs sets the generator load. */
  readonly drivesLoad: boolean;
  /** Additional channels that the configuration declares; none when left out. */
  readonly declared?: readonly ChannelInfo[];
  /** The figures that the computer has; none when left out. */
  readonly host?: readonly string[];
}

/** The beginning of a residual's name. */
const RESIDUAL = 'twin.residual.';

/** Channels that are computed from others unless a sensor is configured for them. */
const FORMULAS: Readonly<Record<string, readonly SensorChannel[]>> = {
  'generator.power': ['generator.voltage', 'generator.current'],
  'chain.acceleration': ['chain.velocity'],
};

/** Channels that only the controller computes, and what each of them needs. */
const COMPUTED: readonly CatalogueChannel[] = [
  {
    name: 'derived.efficiency',
    unit: '1',
    min: 0,
    max: 1,
    description: 'electrical energy out over the energy of the compressor and of the air tank, last 60 s',
    origin: 'formula',
    from: ['generator.power', 'pneumatics.compressorPower'],
  },
  {
    name: 'derived.netPower',
    unit: 'W',
    min: -200_000,
    max: 200_000,
    description: "electrical power less the compressor's",
    origin: 'formula',
    from: ['generator.power', 'pneumatics.compressorPower'],
  },
  loopFigure('rate', 'Hz', 60, 'control ticks of the last 5 s, divided by 5'),
  loopFigure('lateness', 's', 1, 'how long after its deadline the last control tick began'),
  loopFigure('compute', 's', 1, 'how long the last control tick took'),
  loopFigure('stability', '1', 1, 'share of the stability checks that held, over a window'),
];

/** The names of the channels that have a formula. */
export const FORMULA_CHANNELS: readonly string[] = Object.keys(FORMULAS);

/** Every name that a configuration may use: measured, computed, of the computer, and a residual for each measured channel. */
export const CHANNEL_NAMES: readonly string[] = [
  ...SENSOR_CHANNELS.map(({ name }) => name),
  ...COMPUTED.map(({ name }) => name),
  ...HOST_CHANNEL_NAMES,
  ...SENSOR_CHANNELS.map(({ name }) => residualName(name)),
];

/**
 * Every channel of a plant: the sensors' first, in the given order, then the computed ones and the figures of the computer. A channel that
 * nothing provides is absent.
 */
export function channelCatalogue(equipment: ChannelEquipment): readonly CatalogueChannel[] {
  const { sensors, declared = [], host = [] } = equipment;
  const known = [...SENSOR_CHANNELS, ...declared];
  const info = (name: string) => known.find((channel) => channel.name === name);
  const catalogue: CatalogueChannel[] = sensors
    .map(info)
    .filter((channel) => channel !== undefined)
    .map((channel) => ({ ...channel, origin: 'sensor', from: [] }));
  const has = (name: string) => catalogue.some((channel) => channel.name === name);
  for (const channel of SENSOR_CHANNELS) {
    const from = FORMULAS[channel.name];
    if (from === undefined || has(channel.name) || !from.every(has)) continue;
    catalogue.push({ ...channel, origin: 'formula', from });
  }
  catalogue.push(...COMPUTED.filter(({ from }) => from.every(has)));
  const figures = HOST_CHANNELS.filter(({ name }) => host.includes(name));
  catalogue.push(...figures.map((figure) => ({ ...figure, origin: 'host', from: [] }) as const));
  for (const name of TWIN_CHANNELS) {
    if (whyNoResidual(name, equipment) === null) catalogue.push(residual(info(name)!));
  }
  return catalogue;
}

/** Why a channel is not in the catalogue, in a sentence; empty when only a sensor is missing; null when the channel is there. */
export function whyAbsent(name: string, equipment: ChannelEquipment): string | null {
  if (channelCatalogue(equipment).some((channel) => channel.name === name)) return null;
  const predicted = name.startsWith(RESIDUAL) ? name.slice(RESIDUAL.length) : null;
  if (predicted !== null) return whyNoResidual(predicted, equipment);
  const inputs = FORMULAS[name] ?? COMPUTED.find((channel) => channel.name === name)?.from;
  if (inputs === undefined) return '';
  const missing = inputs.filter((input) => whyAbsent(input, equipment) !== null);
  return `computing it needs ${missing.join(' and ')}`;
}

/**
 * Why the digital twin cannot run on a plant with these channels, in a sentence; null when it can.
 *
 * @param channels at least the measured ones
 */
export function twinUnavailable(channels: readonly string[]): string | null {
  const has = (...names: string[]) => names.some((name) => channels.includes(name));
  if (!has('chain.velocity', 'generator.speed'))
    return 'neither chain.velocity nor generator.speed is measured';
  if (!has('pneumatics.tankPressure', 'pneumatics.compressorPower')) {
    return 'neither pneumatics.tankPressure nor pneumatics.compressorPower is measured';
  }
  return null;
}

/** The channel of the difference between measurement and prediction. */
export function residualName(channel: string): string {
  return `${RESIDUAL}${channel}`;
}

function whyNoResidual(name: string, { sensors, drivesLoad }: ChannelEquipment): string | null {
  if (!TWIN_CHANNELS.some((predicted) => predicted === name))
    return `the digital twin does not predict ${name}`;
  if (!sensors.includes(name)) return `${name} is not measured`;
  if (!drivesLoad) return 'no output sets the load, so the digital twin cannot predict this plant';
  const unavailable = twinUnavailable(sensors);
  if (unavailable !== null) return `the digital twin does not run: ${unavailable}`;
  // Without the compressor's power the tank pressure is an input of the twin, so the twin cannot predict it.
  const isInput = name === 'pneumatics.tankPressure' && !sensors.includes('pneumatics.compressorPower');
  return isInput
    ? 'without pneumatics.compressorPower the tank pressure is an input of the digital twin'
    : null;
}

/** Measured minus predicted, in the channel's unit. */
function residual({ name, unit, min, max }: ChannelInfo): CatalogueChannel {
  const span = max - min;
  return {
    ...{ name: residualName(name), unit, min: -span, max: span, origin: 'twin', from: [name] },
    description: `measured minus predicted ${name}`,
  };
}

function loopFigure(name: string, unit: string, max: number, description: string): CatalogueChannel {
  return { name: `loop.${name}`, unit, min: 0, max, description, origin: 'loop', from: [] };
}
