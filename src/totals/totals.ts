// The totals of a plant as they are stored, and how two parts of them are added.
import { EMPTY_REGISTER, type EnergyRegister, sumOfRegisters } from './energy-register.js';
import { addCounts, type Counts } from './run-counts.js';

/** All times are whole numbers of base ticks (60 a second). */
export interface Figures {
  readonly generated: EnergyRegister;
  readonly compressor: EnergyRegister;
  /** At least one of the energies that the plant has a channel for was not measured. */
  readonly unmeasuredTicks: number;
  /** The program ran. */
  readonly poweredTicks: number;
  /** The plant was `running`. */
  readonly runningTicks: number;
  /** The plant was tripped, or stood because of a fault. */
  readonly unavailableTicks: number;
  readonly starts: number;
  /** By cause. */
  readonly trips: Counts;
}

/** Figures with their identity, and with the place up to which they count. */
export interface Totals extends Figures {
  /** Changes when the totals begin anew: a new store, or a reset. */
  readonly id: string;
  /** When they began, milliseconds since the epoch. */
  readonly since: number;
  /** When they were taken, milliseconds since the epoch. */
  readonly ts: number;
  /** The run and the base tick of the last frame that is counted. A later frame of this run continues from there. */
  readonly run: number;
  readonly tick: number;
  /** What is counted of the present run's starts and trips. */
  readonly counted: { readonly starts: number; readonly trips: Counts };
}

export const NO_FIGURES: Figures = {
  generated: EMPTY_REGISTER,
  compressor: EMPTY_REGISTER,
  unmeasuredTicks: 0,
  poweredTicks: 0,
  runningTicks: 0,
  unavailableTicks: 0,
  starts: 0,
  trips: {},
};

/** Two successive parts, added. */
export function sumOfFigures(earlier: Figures, later: Figures): Figures {
  return {
    generated: sumOfRegisters(earlier.generated, later.generated),
    compressor: sumOfRegisters(earlier.compressor, later.compressor),
    unmeasuredTicks: earlier.unmeasuredTicks + later.unmeasuredTicks,
    poweredTicks: earlier.poweredTicks + later.poweredTicks,
    runningTicks: earlier.runningTicks + later.runningTicks,
    unavailableTicks: earlier.unavailableTicks + later.unavailableTicks,
    starts: earlier.starts + later.starts,
    trips: addCounts(earlier.trips, later.trips),
  };
}

export function encodeTotals(totals: Totals): string {
  return JSON.stringify(totals);
}

/** Reads what {@link encodeTotals} wrote. Null for a text that is not a record of totals: such a record counts as none. */
export function decodeTotals(text: string): Totals | null {
  try {
    const totals = JSON.parse(text) as Totals;
    return isSound(totals) ? totals : null;
  } catch {
    return null;
  }
}

function isSound(totals: Totals): boolean {
  const { id, generated, compressor, trips, counted } = totals;
  const numbers = [
    ...Object.values({ ...generated, ...compressor }),
    ...Object.values(trips),
    ...Object.values(counted.trips),
    ...[totals.since, totals.ts, totals.run, totals.tick, totals.starts, counted.starts],
    ...[totals.unmeasuredTicks, totals.poweredTicks, totals.runningTicks, totals.unavailableTicks],
  ];
  return typeof id === 'string' && numbers.every((value) => Number.isFinite(value));
}
