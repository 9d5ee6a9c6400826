// A list of points of one channel: for each step of time the count of its values, their minimum, mean and maximum, and the qualities.
import { QUALITY, type Quality } from '../../hal/quality.js';

/** One point. `min`, `mean` and `max` are NaN when `count` is 0. */
export interface Point {
  /** Start of the step, milliseconds since the epoch. */
  readonly ts: number;
  /** Frames that had a usable value: a good or an estimated one. */
  readonly count: number;
  /** The qualities of all frames of the step: the sum of their {@link mark}s. */
  readonly marks: number;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

/** The bit of a quality in {@link Point.marks}. */
export function mark(quality: Quality): number {
  return 1 << quality;
}

/** The worst quality among the marks: a step of which one frame is bad is bad. */
export function worstQuality(marks: number): Quality {
  if (marks & mark(QUALITY.bad)) return QUALITY.bad;
  if (marks & mark(QUALITY.stale)) return QUALITY.stale;
  return marks & mark(QUALITY.estimated) ? QUALITY.estimated : QUALITY.good;
}

/** Grows as points are added. The columns may be longer than {@link length}. */
export class PointList {
  length = 0;
  ts: Float64Array;
  count: Float64Array;
  marks: Uint8Array;
  min: Float64Array;
  mean: Float64Array;
  max: Float64Array;

  /** @param capacity number of points for which memory is taken at once */
  constructor(capacity = 64) {
    const size = Math.max(1, capacity);
    this.ts = new Float64Array(size);
    this.count = new Float64Array(size);
    this.marks = new Uint8Array(size);
    this.min = new Float64Array(size);
    this.mean = new Float64Array(size);
    this.max = new Float64Array(size);
  }

  add(ts: number, count: number, marks: number, min: number, mean: number, max: number): void {
    if (this.length === this.ts.length) this.grow();
    const i = this.length++;
    this.ts[i] = ts;
    this.count[i] = count;
    this.marks[i] = marks;
    this.min[i] = min;
    this.mean[i] = mean;
    this.max[i] = max;
  }

  /** Adds points of another list: those with `fromMs <= ts < toMs`. */
  addAll(other: PointList, fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY): void {
    for (let i = 0; i < other.length; i++) {
      const ts = other.ts[i]!;
      if (ts < fromMs || ts >= toMs) continue;
      this.add(ts, other.count[i]!, other.marks[i]!, other.min[i]!, other.mean[i]!, other.max[i]!);
    }
  }

  at(i: number): Point {
    return {
      ts: this.ts[i]!,
      count: this.count[i]!,
      marks: this.marks[i]!,
      min: this.min[i]!,
      mean: this.mean[i]!,
      max: this.max[i]!,
    };
  }

  points(): Point[] {
    return Array.from({ length: this.length }, (_, i) => this.at(i));
  }

  private grow(): void {
    const longer = <T extends Float64Array | Uint8Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    const size = 2 * this.ts.length;
    this.ts = longer(this.ts, new Float64Array(size));
    this.count = longer(this.count, new Float64Array(size));
    this.marks = longer(this.marks, new Uint8Array(size));
    this.min = longer(this.min, new Float64Array(size));
    this.mean = longer(this.mean, new Float64Array(size));
    this.max = longer(this.max, new Float64Array(size));
  }
}
