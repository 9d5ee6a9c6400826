// The plan: configuration and HAL, resolved for the control core once, before the first tick.
import type { Hal, OutputInfo } from '../../../hal/hal.js';
import {
  type CatalogueChannel,
  type ChannelOrigin,
  channelCatalogue,
  FORMULA_CHANNELS,
} from '../../catalogue/channels.js';
import { ownChannels } from '../../catalogue/own-channels.js';
import type { Config } from '../../config/schema.js';
import { type FrameLayout, frameLayout } from '../records/frame.js';

/** The HAL's part of the plan. */
export interface PlantEquipment {
  /** Channels that have a sensor, in the order of the HAL's sample table. */
  readonly sensors: readonly string[];
  /** The sources of each of them; when left out, each channel is its own source. */
  readonly sourcesOf?: readonly (readonly string[])[];
  readonly outputs: readonly OutputInfo[];
  /** The figures that the computer has; none when left out. */
  readonly host?: readonly string[];
  /** On real hardware the channels that feed an interlock are critical unless the configuration says otherwise. */
  readonly isSimulated: boolean;
}

/** @param host the figures that the computer has; none in virtual time */
export function equipmentOf(
  { samples, sourcesOf, outputs, kind }: Hal,
  host: readonly string[] = [],
): PlantEquipment {
  return {
    sensors: samples.names,
    sourcesOf,
    outputs,
    host,
    isSimulated: kind === 'sim',
  };
}

/** Indices into the process image; -1 for what this plant does not have. */
export interface ChannelIndices {
  readonly velocity: number;
  readonly speed: number;
  readonly torque: number;
  readonly acceleration: number;
  readonly voltage: number;
  readonly current: number;
  readonly power: number;
  readonly compressorPower: number;
  readonly tankPressure: number;
  readonly efficiency: number;
  readonly netPower: number;
  readonly rate: number;
  readonly lateness: number;
  readonly compute: number;
  readonly stability: number;
  readonly overspeed: number;
}

export interface ControlPlan {
  readonly config: Config;
  readonly periodS: number;
  /** Every channel of the image: the sensors' first, in the HAL's order, then the computed ones. */
  readonly channels: readonly CatalogueChannel[];
  readonly sensorCount: number;
  /** Channels that change on each base tick: the sensors, and behind them those with a formula of the catalogue. */
  readonly refreshedCount: number;
  /** The figures of the computer, and the index of the first of them: they stand one behind the other. */
  readonly host: readonly string[];
  readonly hostAt: number;
  /** The sources of each sensor channel. */
  readonly sourcesOf: readonly (readonly string[])[];
  readonly at: ChannelIndices;
  /** True when the channel comes from its formula: no sensor is configured for it. */
  readonly powerByFormula: boolean;
  readonly accelerationByFormula: boolean;
  readonly outputs: readonly OutputInfo[];
  /** True when the load is one of the outputs. */
  readonly drivesLoad: boolean;
  /** The sensors whose loss trips the plant, and for each of them the critical channel that needs it: itself, or one computed from it. */
  readonly critical: readonly number[];
  readonly criticalBecauseOf: readonly string[];
  /** The largest difference between the sources of each sensor channel, in its unit; infinite when not configured. */
  readonly maxDifference: Float64Array;
  readonly layout: FrameLayout;
  readonly priority: readonly string[];
}

/** Resolves names to indices and decides which channels there are. */
export function controlPlan(config: Config, equipment: PlantEquipment): ControlPlan {
  const drivesLoad = equipment.outputs.some(({ role }) => role === 'load');
  const channels = channelCatalogue({
    sensors: equipment.sensors,
    drivesLoad,
    declared: ownChannels(config.channels),
    host: equipment.host ?? [],
  });
  const figures = channels.filter(({ origin }) => origin === 'host').map(({ name }) => name);
  const names = channels.map((channel) => channel.name);
  const indexOf = (name: string) => names.indexOf(name);
  const originOf = (name: string): ChannelOrigin | undefined => channels[indexOf(name)]?.origin;
  const critical = criticalSensors(config, equipment, channels);
  const layout = frameLayout(
    names,
    equipment.outputs.map((output) => output.name),
  );
  return {
    config,
    periodS: 1 / config.control.rateHz,
    channels,
    sensorCount: equipment.sensors.length,
    refreshedCount:
      equipment.sensors.length + FORMULA_CHANNELS.filter((name) => originOf(name) === 'formula').length,
    host: figures,
    hostAt: names.indexOf(figures[0] ?? ''),
    sourcesOf: equipment.sourcesOf ?? equipment.sensors.map((name) => [name]),
    at: {
      velocity: indexOf('chain.velocity'),
      speed: indexOf('generator.speed'),
      torque: indexOf('generator.torque'),
      acceleration: indexOf('chain.acceleration'),
      voltage: indexOf('generator.voltage'),
      current: indexOf('generator.current'),
      power: indexOf('generator.power'),
      compressorPower: indexOf('pneumatics.compressorPower'),
      tankPressure: indexOf('pneumatics.tankPressure'),
      efficiency: indexOf('derived.efficiency'),
      netPower: indexOf('derived.netPower'),
      rate: indexOf('loop.rate'),
      lateness: indexOf('loop.lateness'),
      compute: indexOf('loop.compute'),
      stability: indexOf('loop.stability'),
      overspeed: indexOf(config.interlocks.overspeed.channel),
    },
    powerByFormula: originOf('generator.power') === 'formula',
    accelerationByFormula: originOf('chain.acceleration') === 'formula',
    outputs: equipment.outputs,
    drivesLoad,
    critical: [...critical.keys()].map(indexOf),
    criticalBecauseOf: [...critical.values()],
    maxDifference: Float64Array.from(
      equipment.sensors,
      (name) => config.channels[name]?.maxDifference ?? Number.POSITIVE_INFINITY,
    ),
    layout,
    priority: config.streams.priority.filter((name) => indexOf(name) >= 0),
  };
}

/**
 * Sensors whose loss trips, in the order of the equipment, each with the critical channel that needs it. A channel that is computed by a
 * formula is lost with each of its sensors. Residuals and figures of the loop do not trip.
 */
function criticalSensors(
  config: Config,
  equipment: PlantEquipment,
  channels: readonly CatalogueChannel[],
): ReadonlyMap<string, string> {
  const { overspeed } = config.interlocks;
  const critical = channels.filter(({ name, origin }) => {
    const feedsInterlock = overspeed.enabled && overspeed.channel === name;
    const isCritical = config.channels[name]?.critical ?? (!equipment.isSimulated && feedsInterlock);
    return isCritical && (origin === 'sensor' || origin === 'formula');
  });
  const sensors = new Map<string, string>();
  for (const sensor of equipment.sensors) {
    const needing = critical.find(({ name }) => name === sensor || sensorsOf(name, channels).has(sensor));
    if (needing !== undefined) sensors.set(sensor, needing.name);
  }
  return sensors;
}

/** The sensors that a channel is computed from, directly or indirectly. */
function sensorsOf(name: string, channels: readonly CatalogueChannel[]): ReadonlySet<string> {
  const channel = channels.find((candidate) => candidate.name === name);
  if (channel === undefined || channel.origin === 'sensor') return new Set([name]);
  return new Set(channel.from.flatMap((input) => [...sensorsOf(input, channels)]));
}
