// Counts how many measurements of one source in a row are beyond a limit.
import { type SampleRow, VERDICT } from '../../../hal/samples.js';
import { CLOCK } from '../tick.js';
import type { Limit } from './limit-watch.js';

/** Measurements further apart than this (s), and than the source may be silent, are not "in a row": the earlier one is old. */
const LONGEST_GAP_S = 10;

/** Reads the source's row in the sample table itself: what the vote of several sources makes of it does not matter here. */
export class SourceRun {
  /** The latest measurement, in the channel's unit; NaN before the first. */
  value = Number.NaN;
  /** True while the latest measurement is recent. */
  isRecent = false;
  private inARow = 0;
  private seenMeasurements = Number.NaN;
  private seenDeliveries = Number.NaN;
  private measuredS = Number.NaN;

  /** @param countsDropped a value that the channel's `min` or `max` drops counts as a measurement too */
  constructor(
    private limit: Readonly<Limit>,
    private readonly countsDropped: boolean,
  ) {}

  /** True while the latest measurement is recent and beyond the limit. */
  get isBeyond(): boolean {
    return this.isRecent && this.inARow > 0;
  }

  get isProven(): boolean {
    return this.isRecent && this.inARow >= this.limit.samples;
  }

  /** The measurements before the latest one count under a lower limit, because they were beyond the higher one. */
  setLimit(limit: Readonly<Limit>): void {
    const isLower = limit.above <= this.limit.above;
    this.limit = limit;
    if (!(Math.abs(this.value) > limit.above)) this.inARow = 0;
    else if (!isLower || this.inARow === 0) this.inARow = 1;
  }

  /** One base tick. */
  look(source: SampleRow, clock: Float64Array): void {
    const { samples, row } = source;
    const nowS = clock[CLOCK.nowS]!;
    const staleAfterS = samples.staleAfterS[row]!;
    if (samples.deliveries[row] !== this.seenDeliveries) {
      if (nowS - this.measuredS > Math.max(LONGEST_GAP_S, staleAfterS)) this.inARow = 0;
      if (this.take(source)) this.measuredS = nowS;
    }
    this.isRecent = nowS - this.measuredS <= staleAfterS;
  }

  /** Returns false for a value that says nothing: not a number, or dropped where dropped values do not count. */
  private take({ samples, row }: SampleRow): boolean {
    const isNew = samples.measurements[row] !== this.seenMeasurements;
    this.seenDeliveries = samples.deliveries[row]!;
    this.seenMeasurements = samples.measurements[row]!;
    const verdict = samples.verdict[row]!;
    const isDropped = verdict === VERDICT.outOfRange;
    if (verdict !== VERDICT.accepted && !(isDropped && this.countsDropped)) return false;
    this.value = isDropped ? samples.refused[row]! : samples.value[row]!;
    if (!(Math.abs(this.value) > this.limit.above)) this.inARow = 0;
    else if (isNew) this.inARow++;
    return true;
  }
}
