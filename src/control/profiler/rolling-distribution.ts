// The distribution of one duration, over a rolling window of blocks and since the start, in fixed memory.
import type { DurationFigures } from '../records/health.js';
import { BUCKETS, bucketOf, type Counts, quantiles } from './histogram.js';
import { addToMoments, clearMoments, deviation, MOMENT, MOMENTS, mergeMoments } from './moments.js';

/** The figures of a distribution, in microseconds. */
export interface DistributionReport {
  readonly count: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly standardDeviation: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

const SHARES = Float64Array.of(0.5, 0.99, 0.999);

/**
 * A value changes the current block only. When a block has ended, it is merged into the closed part of the window and of the
 * total, and the block that leaves the window is subtracted. This takes as long as half a scan, so it waits for {@link settle}.
 */
export class RollingDistribution {
  /** A ring: per block of the window, and for the block that leaves it, bucket counts and moments. */
  private readonly counts: Uint32Array[];
  private readonly moments: Float64Array[];
  private current = 0;
  /** True when a block has ended and is not merged yet. */
  private isUnsettled = false;
  private currentCounts: Uint32Array;
  private currentMoments: Float64Array;
  /** The blocks of the window without the current one. */
  private readonly closedCounts = new Uint32Array(BUCKETS);
  /** Everything since the start without the current block. */
  private readonly pastCounts = new Float64Array(BUCKETS);
  private readonly pastMoments = new Float64Array(MOMENTS);
  private readonly merged = new Float64Array(MOMENTS);
  private readonly range = new Float64Array(2);
  private readonly quantiles = new Float64Array(SHARES.length);

  /** @param blocks how many blocks the window has, at least 1 */
  constructor(blocks: number) {
    this.counts = Array.from({ length: blocks + 1 }, () => new Uint32Array(BUCKETS));
    this.moments = Array.from({ length: blocks + 1 }, () => new Float64Array(MOMENTS));
    this.currentCounts = this.counts[0]!;
    this.currentMoments = this.moments[0]!;
  }

  /** Adds `durations[at]`, in microseconds. An array and an index, because a double passed as an argument may be allocated. */
  addFrom(durations: Float64Array, at: number): void {
    const bucket = bucketOf(durations[at]!);
    this.currentCounts[bucket] = this.currentCounts[bucket]! + 1;
    addToMoments(this.currentMoments, durations, at);
  }

  /** Begins a new block; the oldest one leaves the window. */
  rotate(): void {
    this.settle();
    this.current = this.after(this.current);
    this.currentCounts = this.counts[this.current]!;
    this.currentMoments = this.moments[this.current]!;
    this.isUnsettled = true;
  }

  /** Merges the block that has ended. Every figure does so itself: a call only chooses the moment. */
  settle(): void {
    if (!this.isUnsettled) return;
    this.isUnsettled = false;
    const ended = this.current === 0 ? this.counts.length - 1 : this.current - 1;
    const oldest = this.after(this.current);
    this.close(this.counts[ended]!, this.moments[ended]!);
    this.discard(this.counts[oldest]!, this.moments[oldest]!);
  }

  private after(block: number): number {
    return block + 1 === this.counts.length ? 0 : block + 1;
  }

  private close(counts: Uint32Array, moments: Float64Array): void {
    const last = lastBucket(moments);
    for (let i = firstBucket(moments); i <= last; i++) {
      this.closedCounts[i] = this.closedCounts[i]! + counts[i]!;
      this.pastCounts[i] = this.pastCounts[i]! + counts[i]!;
    }
    mergeMoments(this.pastMoments, moments);
  }

  private discard(counts: Uint32Array, moments: Float64Array): void {
    const last = lastBucket(moments);
    for (let i = firstBucket(moments); i <= last; i++) {
      this.closedCounts[i] = this.closedCounts[i]! - counts[i]!;
      counts[i] = 0;
    }
    clearMoments(moments);
  }

  /** Percentiles of the window, count and maximum since the start. */
  figures(): DurationFigures {
    this.lookOver();
    return {
      count: this.pastMoments[MOMENT.count]! + this.currentMoments[MOMENT.count]!,
      p50: this.quantiles[0]!,
      p99: this.quantiles[1]!,
      p999: this.quantiles[2]!,
      max: Math.max(this.pastMoments[MOMENT.max]!, this.currentMoments[MOMENT.max]!),
    };
  }

  /** Computes the window's figures without using them, which brings the data into the processor's caches. Allocates nothing. */
  lookOver(): void {
    this.mergeWindow();
    this.findQuantiles(this.closedCounts);
  }

  /** Over the window. */
  window(): DistributionReport {
    this.mergeWindow();
    return this.report(this.closedCounts);
  }

  /** Since the start. */
  total(): DistributionReport {
    this.settle();
    this.merged.set(this.pastMoments);
    mergeMoments(this.merged, this.currentMoments);
    return this.report(this.pastCounts);
  }

  private mergeWindow(): void {
    this.settle();
    clearMoments(this.merged);
    for (let i = 0; i < this.moments.length; i++) {
      mergeMoments(this.merged, this.moments[i]!);
    }
  }

  private findQuantiles(counts: Counts): void {
    this.range[0] = this.merged[MOMENT.min]!;
    this.range[1] = this.merged[MOMENT.max]!;
    quantiles(counts, this.currentCounts, this.merged[MOMENT.count]!, this.range, SHARES, this.quantiles);
  }

  private report(counts: Counts): DistributionReport {
    this.findQuantiles(counts);
    const count = this.merged[MOMENT.count]!;
    return {
      count,
      mean: this.merged[MOMENT.mean]!,
      min: count === 0 ? 0 : this.merged[MOMENT.min]!,
      max: this.merged[MOMENT.max]!,
      standardDeviation: deviation(this.merged),
      p50: this.quantiles[0]!,
      p99: this.quantiles[1]!,
      p999: this.quantiles[2]!,
    };
  }
}

function firstBucket(moments: Float64Array): number {
  return bucketOf(moments[MOMENT.min]!);
}

function lastBucket(moments: Float64Array): number {
  return bucketOf(moments[MOMENT.max]!);
}
