// The table of the latest sample of every channel: drivers write it, and the scan reads it.
import { QUALITY } from './quality.js';

/** What was done with the last value that a source delivered for a channel. */
export const VERDICT = { none: 0, accepted: 1, notFinite: 2, outOfRange: 3 } as const;

export interface SampleLimits {
  /** Values outside `min`..`max` are dropped and counted. Default: all finite values are in range. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Seconds without a sample after which the channel is stale. */
  readonly staleAfter?: number | undefined;
}

/** One row of a table: the samples of one source of a channel. */
export interface SampleRow {
  readonly samples: SampleTable;
  readonly row: number;
}

const DEFAULT_STALE_AFTER_S = 0.2;

/**
 * One row for each channel, as parallel typed arrays, so that the scan reads it without allocating.
 *
 * A driver calls {@link put} from its own events, at any time; the scan reads between these events. Both run on the control
 * thread, so the scan never sees a half-written row.
 */
export class SampleTable {
  readonly names: readonly string[];
  /** The last accepted value; NaN before the first. */
  readonly value: Float64Array;
  /** The last value that was dropped because it was not finite or out of range; NaN before the first. */
  readonly refused: Float64Array;
  /** Monotonic time in seconds of the last value that was accepted or not finite; before the first, the time of {@link start}. */
  readonly timeS: Float64Array;
  /** `good` or `bad`, by the last value that was accepted or not finite. The scan decides from {@link timeS} whether a row is stale. */
  readonly quality: Uint8Array;
  /** {@link VERDICT} of the last delivery. */
  readonly verdict: Uint8Array;
  /** Deliveries since the start, accepted or not. They distinguish a frozen value from a silent source. */
  readonly deliveries: Float64Array;
  /** Measurements since the start: the deliveries without those that only repeat the measurement before ({@link repeat}). */
  readonly measurements: Float64Array;
  /** Number of values that were not finite, since the start. */
  readonly notFinite: Float64Array;
  /** Number of values outside the configured range, since the start. */
  readonly outOfRange: Float64Array;
  readonly staleAfterS: Float64Array;
  /** Difference between the good sources of the channel, in its unit; 0 when there are fewer than two. */
  readonly spread: Float64Array;
  private readonly min: Float64Array;
  private readonly max: Float64Array;
  private readonly indices = new Map<string, number>();
  private readonly sources: (readonly SampleRow[])[];

  constructor(names: readonly string[], limits: (name: string) => SampleLimits = () => ({})) {
    this.names = names;
    const n = names.length;
    this.value = new Float64Array(n).fill(Number.NaN);
    this.refused = new Float64Array(n).fill(Number.NaN);
    this.timeS = new Float64Array(n);
    this.quality = new Uint8Array(n).fill(QUALITY.bad);
    this.verdict = new Uint8Array(n);
    this.deliveries = new Float64Array(n);
    this.measurements = new Float64Array(n);
    this.notFinite = new Float64Array(n);
    this.outOfRange = new Float64Array(n);
    this.staleAfterS = new Float64Array(n);
    this.spread = new Float64Array(n);
    this.min = new Float64Array(n);
    this.max = new Float64Array(n);
    names.forEach((name, i) => {
      const { min = -Infinity, max = Infinity, staleAfter = DEFAULT_STALE_AFTER_S } = limits(name);
      this.min[i] = min;
      this.max[i] = max;
      this.staleAfterS[i] = staleAfter;
      this.indices.set(name, i);
    });
    this.sources = names.map((_, row) => [{ samples: this, row }]);
  }

  /** The row of a channel, or -1 when this table has none. */
  indexOf(name: string): number {
    return this.indices.get(name) ?? -1;
  }

  /** The rows of the single sources of a row, most trusted first; the row itself when the channel has one source. */
  sourcesOf(index: number): readonly SampleRow[] {
    return this.sources[index]!;
  }

  /** Sets the rows that a row combines. */
  combine(index: number, sources: readonly SampleRow[]): void {
    this.sources[index] = sources;
  }

  /** Changes the range of a channel, from the next value on. A channel that this table does not have is ignored. */
  setRange(name: string, { min = -Infinity, max = Infinity }: Pick<SampleLimits, 'min' | 'max'>): void {
    const index = this.indexOf(name);
    if (index < 0) return;
    this.min[index] = min;
    this.max[index] = max;
  }

  /** Starts the wait for first samples: silence is measured from `nowS`, in monotonic seconds. */
  start(nowS: number): void {
    this.timeS.fill(nowS);
  }

  /** A channel cannot deliver before `timeS`: when it has delivered nothing yet, its silence is measured from then. */
  expectFrom(index: number, timeS: number): void {
    if (this.deliveries[index] === 0) this.timeS[index] = Math.max(this.timeS[index]!, timeS);
  }

  /** Stores a value that was read at the monotonic time `timeS` in seconds. NaN and infinity make the row bad. */
  put(index: number, value: number, timeS: number): void {
    this.measurements[index]!++;
    this.repeat(index, value, timeS);
  }

  /**
   * Like {@link put}, for a value that follows from the last measurement alone. Example: between two pulses a pulse counter knows
   * the speed, but it has not measured again.
   */
  repeat(index: number, value: number, timeS: number): void {
    this.deliveries[index]!++;
    if (!Number.isFinite(value)) {
      this.verdict[index] = VERDICT.notFinite;
      this.refused[index] = value;
      this.notFinite[index]!++;
      this.quality[index] = QUALITY.bad;
      this.timeS[index] = timeS;
    } else if (value < this.min[index]! || value > this.max[index]!) {
      this.verdict[index] = VERDICT.outOfRange;
      this.refused[index] = value;
      this.outOfRange[index]!++;
    } else {
      this.verdict[index] = VERDICT.accepted;
      this.value[index] = value;
      this.timeS[index] = timeS;
      this.quality[index] = QUALITY.good;
    }
  }
}
