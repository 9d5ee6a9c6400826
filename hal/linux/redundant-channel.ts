// A channel with several sources: the one that is believed, or the middle of them, and how far they are apart.
import { QUALITY } from '../quality.js';
import { type SampleTable, VERDICT } from '../samples.js';

/** - `priority`: the most trusted source that is good; - `median`: the middle of all that are good. */
export type Vote = 'priority' | 'median';

/** Where a driver leaves its samples of the channel. */
export interface SourceRow {
  readonly samples: SampleTable;
  readonly row: number;
}

/** Counters of a channel with more than one source: which is believed (0: the most trusted), how many are good, changes so far. */
export const REDUNDANCY_COUNTERS = ['active', 'good', 'switches'] as const;
const ACTIVE = 0;
const GOOD = 1;
const SWITCHES = 2;

/** A more trusted source is believed again when it has been good for so long, so that one that comes and goes changes nothing, s. */
const RETURN_AFTER_S = 1;
/** Ticks are no whole numbers of milliseconds. */
const ROUNDING_S = 1e-9;

/** Fills one row of a table out of the rows of its sources, on each {@link advance}. */
export class RedundantChannel {
  private active = 0;
  /** Since when each source has been good without a break, monotonic seconds; NaN while it is not. */
  private readonly goodSinceS: Float64Array;
  private readonly takenDeliveries: Float64Array;
  private readonly sorted: Float64Array;
  private goodCount = 0;

  /**
   * @param target and `row`: what the scan reads
   * @param sources most trusted first, one at least
   * @param counters in the order of {@link REDUNDANCY_COUNTERS}
   */
  constructor(
    private readonly target: SampleTable,
    private readonly row: number,
    private readonly sources: readonly SourceRow[],
    private readonly vote: Vote,
    private readonly counters: Float64Array = new Float64Array(REDUNDANCY_COUNTERS.length),
  ) {
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

  /** Which sources are good now, and their values in rising order. */
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

  /** The believed source's row, whatever its quality: that a channel is stale is the scan's to judge. */
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

  /** As old as the oldest of the good values: none of them is fresher than that for sure. */
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

  /** What was refused is counted for every source; what was delivered, for those that the value came from. */
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
