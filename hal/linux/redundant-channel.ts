// Combines several sources of one channel: takes the active source or the median, and measures how far the sources are apart.
import { QUALITY } from '../quality.js';
import { type SampleRow, type SampleTable, VERDICT } from '../samples.js';
import type { Vote } from '../schema/sources.js';

/** Counters of a channel with several sources: index of the active source (0: most trusted), number of good ones, switches so far. */
export const REDUNDANCY_COUNTERS = ['active', 'good', 'switches'] as const;
const ACTIVE = 0;
const GOOD = 1;
const SWITCHES = 2;

/** A more trusted source becomes active again after it was good for this time, s. So an unstable source causes no switches. */
const RETURN_AFTER_S = 1;
/** Tolerance for rounding errors of tick times, s. */
const ROUNDING_S = 1e-9;

/** Fills one row of the scan's table from the rows of its sources, with each {@link advance}. */
export class RedundantChannel {
  private active = 0;
  /** Time since which each source has been good without a break, monotonic seconds; NaN while it is not good. */
  private readonly goodSinceS: Float64Array;
  private readonly takenDeliveries: Float64Array;
  private readonly sorted: Float64Array;
  private goodCount = 0;

  /**
   * @param target table that the scan reads; `row` is the channel's row in it
   * @param sources at least one, most trusted first
   * @param vote `priority`: the most trusted source that is good; `median`: the middle of all that are good
   * @param counters in the order of {@link REDUNDANCY_COUNTERS}
   */
  constructor(
    private readonly target: SampleTable,
    private readonly row: number,
    private readonly sources: readonly SampleRow[],
    private readonly vote: Vote,
    private readonly counters: Float64Array = new Float64Array(REDUNDANCY_COUNTERS.length),
  ) {
    target.combine(row, sources);
    this.goodSinceS = new Float64Array(sources.length).fill(Number.NaN);
    this.takenDeliveries = new Float64Array(sources.length);
    this.sorted = new Float64Array(sources.length);
  }

  /** @param nowS monotonic seconds */
  advance(nowS: number): void {
    this.look(nowS);
    this.choose(nowS);
    this.take();
    const isVoted = this.vote === 'median' && this.goodCount > 1;
    if (isVoted) this.takeMiddle();
    this.takeCounts(isVoted);
    this.target.spread[this.row] =
      this.goodCount > 1 ? this.sorted[this.goodCount - 1]! - this.sorted[0]! : 0;
    this.counters[ACTIVE] = this.active;
    this.counters[GOOD] = this.goodCount;
  }

  /** Finds the sources that are good now, and sorts their values. */
  private look(nowS: number): void {
    this.goodCount = 0;
    for (let i = 0; i < this.sources.length; i++) {
      const { samples, row } = this.sources[i]!;
      const isFresh = nowS - samples.timeS[row]! <= samples.staleAfterS[row]! + ROUNDING_S;
      if (samples.quality[row] !== QUALITY.good || !isFresh) {
        this.goodSinceS[i] = Number.NaN;
        continue;
      }
      if (Number.isNaN(this.goodSinceS[i]!)) this.goodSinceS[i] = nowS;
      this.insert(samples.value[row]!);
    }
  }

  private insert(value: number): void {
    let at = this.goodCount++;
    while (at > 0 && this.sorted[at - 1]! > value) {
      this.sorted[at] = this.sorted[at - 1]!;
      at--;
    }
    this.sorted[at] = value;
  }

  private choose(nowS: number): void {
    const { goodSinceS } = this;
    const isActiveGood = !Number.isNaN(goodSinceS[this.active]!);
    const holdS = isActiveGood ? RETURN_AFTER_S - ROUNDING_S : 0;
    for (let i = 0; i < this.sources.length; i++) {
      if (i === this.active && isActiveGood) return;
      if (i !== this.active && nowS - goodSinceS[i]! >= holdS) {
        this.active = i;
        this.counters[SWITCHES]!++;
        return;
      }
    }
  }

  /** Copies the row of the active source, also when it is not good. The scan judges staleness. */
  private take(): void {
    const { target, row } = this;
    const { samples, row: from } = this.sources[this.active]!;
    target.value[row] = samples.value[from]!;
    target.timeS[row] = samples.timeS[from]!;
    target.quality[row] = samples.quality[from]!;
    target.verdict[row] = samples.verdict[from]!;
    target.refused[row] = samples.refused[from]!;
    target.staleAfterS[row] = samples.staleAfterS[from]!;
  }

  /** Writes the median, with the time of the oldest good value. */
  private takeMiddle(): void {
    const { target, row, sorted, goodCount } = this;
    const upper = goodCount >> 1;
    target.value[row] = goodCount % 2 === 1 ? sorted[upper]! : (sorted[upper - 1]! + sorted[upper]!) / 2;
    target.quality[row] = QUALITY.good;
    target.verdict[row] = VERDICT.accepted;
    for (let i = 0; i < this.sources.length; i++) {
      const { samples, row: from } = this.sources[i]!;
      if (!Number.isNaN(this.goodSinceS[i]!)) {
        target.timeS[row] = Math.min(target.timeS[row]!, samples.timeS[from]!);
      }
    }
  }

  /** Adds up the refused samples of all sources. Adds the deliveries only of the sources that the value came from. */
  private takeCounts(isVoted: boolean): void {
    const { target, row } = this;
    target.notFinite[row] = 0;
    target.outOfRange[row] = 0;
    for (let i = 0; i < this.sources.length; i++) {
      const { samples, row: from } = this.sources[i]!;
      target.notFinite[row]! += samples.notFinite[from]!;
      target.outOfRange[row]! += samples.outOfRange[from]!;
      if (isVoted || i === this.active) {
        target.deliveries[row]! += samples.deliveries[from]! - this.takenDeliveries[i]!;
      }
      this.takenDeliveries[i] = samples.deliveries[from]!;
    }
  }
}
