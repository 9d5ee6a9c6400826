// The faults that the twin can tell apart: how each of them shows in the relations, and what the operator is told.
import type { BLOCK_CHANNELS } from './block-means.js';
import type { RELATION } from './relations.js';

/** Deviations that a fault of the size 1 causes, as shares; a relation that is not named does not change. */
type Signature = Readonly<Partial<Record<Exclude<keyof typeof RELATION, 'length'>, number>>>;

/** The alarm that reports a fault. */
export type FaultAlarm = 'twin_divergence' | 'energy_balance';

export interface Fault {
  readonly alarm: FaultAlarm;
  /** The channel that the alarm names. */
  readonly channel: (typeof BLOCK_CHANNELS)[number];
  /** What is probably wrong, without the channel; a clause. */
  readonly text: string;
  readonly signature: Signature;
  /** True when the fault exists in the opposite direction as well. */
  readonly bothWays?: true;
  /** The fault is possible only while its channel is measured, or only while it is lost. */
  readonly only?: 'measured' | 'lost';
  /** The channel that `only` means instead. */
  readonly onlyOf?: Fault['channel'];
}

export const LEAK = 'the tank loses air by a leak, or the compressor delivers less';

/** A sensor that reads too high or too low. */
function sensor(
  channel: Fault['channel'],
  signature: Signature,
  alarm: FaultAlarm = 'twin_divergence',
  text = 'its sensor reads wrong',
): Fault {
  return { alarm, channel, text, signature, bothWays: true, only: 'measured' };
}

/** A fault of the machine. */
function machine(
  channel: Fault['channel'],
  text: string,
  signature: Signature,
  rest: Partial<Fault> = {},
): Fault {
  return { alarm: 'twin_divergence', channel, text, signature, ...rest };
}

/**
 * Of faults that explain a finding equally well the first one is named. The chain's and the shaft's deviation from the model
 * are what remains after the measured speeds have pulled the model along, found on the simulated plant.
 */
export const FAULTS: readonly Fault[] = [
  machine('generator.speed', 'the chain slips', { speed: -1, travelOfShaft: 1, chain: 0.5, shaft: -1.5 }),
  machine(
    'generator.speed',
    'the chain slips, or the sensor of generator.voltage reads wrong',
    { voltageOfChain: -1 },
    { only: 'lost' },
  ),
  sensor('generator.speed', { speed: 1, travelOfShaft: -1, voltage: -1, chain: -0.5, shaft: 1.5 }),
  machine(
    'generator.speed',
    'the gear is not the one of plant.gearRatio, or a sensor of the speeds reads wrong',
    {
      ...{ speed: 1, travelOfShaft: -1, chain: -0.5, shaft: 1.5 },
    },
  ),
  sensor('chain.velocity', { speed: -1, travel: -1, voltageOfChain: -1, chain: 1.5, shaft: -0.5 }),
  sensor('chain.position', { travel: 1, travelOfShaft: 1 }),
  sensor('generator.voltage', { voltage: 1, voltageOfChain: 1 }, 'energy_balance'),
  sensor(
    'generator.current',
    { current: 1, commandOfCurrent: 1, voltage: 0.06, voltageOfChain: 0.06 },
    'energy_balance',
  ),
  sensor('generator.torque', { current: -1, command: 1, tension: -0.6 }, 'energy_balance'),
  machine(
    'generator.torque',
    'the generator does not take the load that is set',
    { command: 1, commandOfCurrent: 1, chain: -0.75, shaft: -0.75 },
    { bothWays: true },
  ),
  sensor('chain.tension', { tension: 1 }, 'energy_balance'),
  machine('pneumatics.tankPressure', LEAK, { supply: -1, chain: -0.3, shaft: -0.3 }),
  machine('pneumatics.tankPressure', LEAK, { chain: -1, shaft: -1 }, { only: 'lost' }),
  // The twin then takes the pressure as it is, so the chain is as fast as its air explains.
  machine(
    'pneumatics.tankPressure',
    LEAK,
    { supply: -1 },
    { only: 'lost', onlyOf: 'pneumatics.compressorPower' },
  ),
  sensor('pneumatics.compressorPower', { supply: -1, chain: -0.3, shaft: -0.3 }),
  sensor(
    'pneumatics.tankPressure',
    { supply: 6, chain: -3, shaft: -3 },
    'twin_divergence',
    'its sensor reads wrong, or the injector passes more or less air than its valve coefficient says',
  ),
  machine(
    'chain.velocity',
    'the chain is slower or faster than its air explains: friction, or floaters without air',
    { chain: 1, shaft: 1 },
    { bothWays: true },
  ),
];

/** For each fault: the channel and what is wrong with it, as the alarm says it. */
export const FAULT_HEADLINES: readonly string[] = FAULTS.map(({ channel, text }) => `${channel}: ${text}`);
