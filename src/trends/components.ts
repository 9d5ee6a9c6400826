// The registry of parts that wear: each entry has the statistic that shows the wear, and the limit for it.
import type { MinuteRow } from '../features/minute-row.js';
import type { Limit } from './limit-date.js';

/** A part of the plant that is watched over weeks. */
export interface Component {
  /** Looks like a path and never changes, because consumers use it as a key. */
  readonly id: string;
  readonly name: string;
  /** The watched statistic, in words. */
  readonly statistic: string;
  /** SI symbol; `1` for a ratio. */
  readonly unit: string;
  readonly limits: readonly Limit[];
  /** What a trend means; one clause. */
  readonly meaning: string;
  /** What the operator should do; one sentence. */
  readonly advice: string;
  /** The statistic in one minute; null when that minute has no usable data. */
  readonly read: (row: MinuteRow) => number | null;
  /** True when only minutes count in which the plant ran all the time. */
  readonly whileRunning: boolean;
}

/** The figures of a healthy plant. */
export interface Nominal {
  /** Speed of the generator shaft over speed of the chain, rad/m. */
  readonly speedRatio: number;
  /** K/W, between winding and surroundings. */
  readonly thermalResistance: number;
  /** Channels that have a sensor. */
  readonly sensors: readonly string[];
}

/** A part needs a look when it differs from its design value by more than this share. */
const TOLERANCE = 0.05;
/** Below this the quotient is only noise: m/s, rad/s, W. */
const LEAST = { speed: 0.2, shaft: 2, power: 100 } as const;
/** A healthy generator shows more than twice its thermal resistance, because only the losses in the winding are measured. */
const WORN_COOLING = 4;
const MINUTES_AN_HOUR = 60;

const above = (value: number): Limit => ({ value, passedWhen: 'above' });
const below = (value: number): Limit => ({ value, passedWhen: 'below' });
const within = (value: number): readonly Limit[] => [
  below(value * (1 - TOLERANCE)),
  above(value * (1 + TOLERANCE)),
];

export function components({ speedRatio, thermalResistance, sensors }: Nominal): readonly Component[] {
  return [
    {
      id: 'coupling',
      name: 'gear and coupling',
      statistic: 'generator.speed over chain.velocity',
      unit: 'rad/m',
      limits: within(speedRatio),
      meaning: 'the gear slips, or one of the two speed sensors drifts',
      advice: 'Look at the coupling and the sprocket, and compare both sensors with a revolution counter.',
      read: (row) => quotient(row, 'generator.speed', 'chain.velocity', LEAST.speed),
      whileRunning: true,
    },
    {
      id: 'chain',
      name: 'chain and bearings',
      statistic: 'twin.residual.chain.velocity over chain.velocity',
      unit: '1',
      limits: [below(-TOLERANCE), above(TOLERANCE)],
      meaning:
        'the chain runs slower, or faster, than the model of the plant says: friction, fouling, a lost floater',
      advice: 'Look at the bearings, the guides and the floaters.',
      read: (row) => quotient(row, 'twin.residual.chain.velocity', 'chain.velocity', LEAST.speed),
      whileRunning: true,
    },
    {
      id: 'air',
      name: 'tank, valves and pipes',
      statistic: 'twin.residual.pneumatics.tankPressure over pneumatics.tankPressure',
      unit: '1',
      limits: [below(-TOLERANCE), above(TOLERANCE)],
      meaning:
        'the tank holds less, or more, pressure than the model says: a leak, a valve that sticks, a filter that clogs',
      advice: 'Look for leaks with the plant at rest, and at the injection valve.',
      read: (row) => quotient(row, 'twin.residual.pneumatics.tankPressure', 'pneumatics.tankPressure', 1),
      whileRunning: true,
    },
    {
      id: 'generator',
      name: 'generator',
      statistic: 'generator.power over generator.torque times generator.speed',
      unit: '1',
      limits: [below(0.75)],
      meaning: 'less mechanical power becomes electrical power: check the winding, contacts and magnets',
      advice: 'Measure the resistance of the winding and look at its contacts.',
      read: generatorEfficiency,
      whileRunning: true,
    },
    {
      id: 'cooling',
      name: "generator's cooling",
      statistic: 'generator.temperature above water.temperature, over the power lost in the generator',
      unit: 'K/W',
      limits: [above(WORN_COOLING * thermalResistance)],
      meaning: 'the generator gets hotter from the same losses: check for dust, the fan and the air inlet',
      advice: 'Clean the cooling fins and the air inlet.',
      read: thermalResistanceOf,
      whileRunning: true,
    },
    {
      id: 'efficiency',
      name: 'plant as a whole',
      statistic: 'derived.efficiency',
      unit: '1',
      limits: [below(0.3)],
      meaning: 'the plant yields less power from the same air',
      advice: 'Look at the trends of the other components: they show where the power is lost.',
      read: (row) => meanOf(row, 'derived.efficiency'),
      whileRunning: true,
    },
    {
      id: 'losses',
      name: 'ports and cables',
      statistic: 'recovery attempts for lost sensors per hour',
      unit: '1/h',
      limits: [above(6)],
      meaning: 'sensors get lost more often',
      advice: 'Look at plugs, cables and their shields; `health.serial` shows which port is affected.',
      read: ({ recoveries }) => MINUTES_AN_HOUR * (recoveries['sensor_lost.attempted'] ?? 0),
      whileRunning: false,
    },
    ...sensors.map(
      (channel): Component => ({
        id: `sensor.${channel}`,
        name: `sensor of ${channel}`,
        statistic: `share of the time in which ${channel} was not good`,
        unit: '1',
        limits: [above(0.05)],
        meaning: 'the sensor is silent, or sends invalid values, more often',
        advice: 'Look at the sensor, its plug and its cable.',
        read: ({ series }) => {
          const one = series[channel];
          return one === undefined ? null : 1 - one.good;
        },
        whileRunning: false,
      }),
    ),
  ];
}

function meanOf({ series }: MinuteRow, channel: string): number | null {
  return series[channel]?.mean ?? null;
}

function quotient(row: MinuteRow, over: string, under: string, least: number): number | null {
  const [a, b] = [meanOf(row, over), meanOf(row, under)];
  return a === null || b === null || Math.abs(b) < least ? null : a / b;
}

function mechanicalPowerW(row: MinuteRow): number | null {
  const [torque, speed] = [meanOf(row, 'generator.torque'), meanOf(row, 'generator.speed')];
  return torque === null || speed === null || speed < LEAST.shaft ? null : torque * speed;
}

function generatorEfficiency(row: MinuteRow): number | null {
  const [mechanicalW, electricalW] = [mechanicalPowerW(row), meanOf(row, 'generator.power')];
  if (mechanicalW === null || electricalW === null || mechanicalW < LEAST.power) return null;
  return electricalW / mechanicalW;
}

function thermalResistanceOf(row: MinuteRow): number | null {
  const [mechanicalW, electricalW] = [mechanicalPowerW(row), meanOf(row, 'generator.power')];
  const [hot, cold] = [meanOf(row, 'generator.temperature'), meanOf(row, 'water.temperature')];
  if (mechanicalW === null || electricalW === null || hot === null || cold === null) return null;
  const lostW = mechanicalW - electricalW;
  return lostW < LEAST.power ? null : (hot - cold) / lostW;
}
