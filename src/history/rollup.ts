// Combines points into longer steps: the smallest minimum, the largest maximum, and the mean weighted by the number of values.
import { PointList } from './points.js';

/**
 * Points of `stepMs`, aligned to multiples of it since the epoch, from shorter points in the order of time. A step without points
 * is absent; a step whose points have no values has the count 0.
 */
export function rollUp(points: PointList, stepMs: number): PointList {
  const steps = new PointList(Math.ceil(points.length / 8));
  const open = new StepSum();
  for (let i = 0; i < points.length; i++) {
    const ts = Math.floor(points.ts[i]! / stepMs) * stepMs;
    if (ts !== open.ts) open.moveInto(steps, ts);
    open.add(points.count[i]!, points.marks[i]!, points.min[i]!, points.mean[i]!, points.max[i]!);
  }
  open.moveInto(steps, Number.NaN);
  return steps;
}

/** The sum of the points of one step. */
export class StepSum {
  /** Start of the step, milliseconds since the epoch; NaN when no step is open. */
  ts = Number.NaN;
  private count = 0;
  private marks = 0;
  private sum = 0;
  private min = Number.POSITIVE_INFINITY;
  private max = Number.NEGATIVE_INFINITY;

  add(count: number, marks: number, min: number, mean: number, max: number): void {
    this.marks |= marks;
    if (count === 0) return;
    this.count += count;
    this.sum += mean * count;
    if (min < this.min) this.min = min;
    if (max > this.max) this.max = max;
  }

  /** Adds the step to a list, and begins the step at `ts`. */
  moveInto(steps: PointList, ts: number): void {
    if (!Number.isNaN(this.ts)) {
      const { count } = this;
      if (count === 0) steps.add(this.ts, 0, this.marks, Number.NaN, Number.NaN, Number.NaN);
      else steps.add(this.ts, count, this.marks, this.min, this.mean(), this.max);
    }
    this.ts = ts;
    this.count = 0;
    this.marks = 0;
    this.sum = 0;
    this.min = Number.POSITIVE_INFINITY;
    this.max = Number.NEGATIVE_INFINITY;
  }

  /** The rounding of the sum must not move the mean outside the range. */
  private mean(): number {
    return Math.min(this.max, Math.max(this.min, this.sum / this.count));
  }
}
