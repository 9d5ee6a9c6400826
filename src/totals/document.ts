// Builds the document of the totals for MQTT, HTTP and `kpp totals`.
import { BASE_RATE_HZ } from '../vocabulary/words.js';
import type { Figures, Totals } from './totals.js';

const J_PER_KWH = 3_600_000;
const TICKS_PER_HOUR = 3600 * BASE_RATE_HZ;

export interface TotalsDocument {
  /** Milliseconds since the epoch. */
  readonly ts: number;
  /** When the totals began, milliseconds since the epoch. */
  readonly since: number;
  readonly energy: {
    /** Energy out of the generator, kWh. */
    readonly generatedKWh: number;
    /** Energy into the compressor, kWh. */
    readonly compressorKWh: number;
    /** Hours of each figure in which the program ran and the power was not measured with quality `good`. */
    readonly unmeasuredHours: { readonly generated: number; readonly compressor: number };
  };
  readonly hours: {
    /** The plant was `running`. */
    readonly running: number;
    /** The program ran. */
    readonly powered: number;
    /** The plant was tripped, or stood because of a fault. */
    readonly unavailable: number;
  };
  readonly starts: number;
  readonly trips: { readonly total: number; readonly byCause: Readonly<Record<string, number>> };
  /** Available share of the powered time, 0 to 1; null before the first tick. */
  readonly availability: number | null;
  /** Powered hours in which at least one of the two powers was not measured. */
  readonly unmeasuredHours: number;
}

export function totalsDocument(totals: Figures & Pick<Totals, 'ts' | 'since'>): TotalsDocument {
  const { ts, since, generated, compressor, trips } = totals;
  return {
    ts,
    since,
    energy: {
      generatedKWh: decimals(generated.readingJ / J_PER_KWH),
      compressorKWh: decimals(compressor.readingJ / J_PER_KWH),
      unmeasuredHours: {
        generated: hours(generated.unmeasuredTicks),
        compressor: hours(compressor.unmeasuredTicks),
      },
    },
    hours: {
      running: hours(totals.runningTicks),
      powered: hours(totals.poweredTicks),
      unavailable: hours(totals.unavailableTicks),
    },
    starts: totals.starts,
    trips: { total: Object.values(trips).reduce((sum, count) => sum + count, 0), byCause: trips },
    availability: availability(totals),
    unmeasuredHours: hours(totals.unmeasuredTicks),
  };
}

/**
 * Time-based availability: available time / (available + unavailable time), after IEC 61400-26-1, which leaves out the time of
 * which nothing is known: here the time in which the program did not run.
 */
function availability({ poweredTicks, unavailableTicks }: Figures): number | null {
  return poweredTicks === 0 ? null : decimals(1 - unavailableTicks / poweredTicks);
}

function hours(ticks: number): number {
  return decimals(ticks / TICKS_PER_HOUR);
}

/** Six decimals: 3.6 J, 3.6 ms. */
function decimals(value: number): number {
  return Number(value.toFixed(6));
}
