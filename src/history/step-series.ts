// Gathers points, in any order and from several periods, into the steps of an answer.
import { QUALITY_NAMES } from '../../hal/quality.js';
import type { PointList } from './points.js';
import { mark, worstQuality } from './points.js';
import type { QueryPlan } from './query-plan.js';

/** Start of a step (ms since the epoch), minimum, mean, maximum. */
export type SeriesPoint = readonly [ts: number, min: number, mean: number, max: number];
/** Start of a step, and the worst quality in it. */
export type SeriesQuality = readonly [ts: number, quality: (typeof QUALITY_NAMES)[number]];

/** As in telemetry. */
const SIGNIFICANT_DIGITS = 9;
const ALL_GOOD = mark(0);

export class StepSeries {
  private readonly plan: QueryPlan;
  private readonly count: Float64Array;
  private readonly sum: Float64Array;
  private readonly min: Float64Array;
  private readonly max: Float64Array;
  private readonly marks: Uint8Array;

  constructor(plan: QueryPlan) {
    const steps = Math.round((plan.toMs - plan.fromMs) / plan.stepMs);
    this.plan = plan;
    this.count = new Float64Array(steps);
    this.sum = new Float64Array(steps);
    this.min = new Float64Array(steps).fill(Number.POSITIVE_INFINITY);
    this.max = new Float64Array(steps).fill(Number.NEGATIVE_INFINITY);
    this.marks = new Uint8Array(steps);
  }

  /** Number of steps, those without points included. */
  get length(): number {
    return this.count.length;
  }

  /** Adds the points that are in the period of the plan. */
  add(points: PointList): void {
    const { fromMs, toMs, stepMs } = this.plan;
    for (let i = 0; i < points.length; i++) {
      const ts = points.ts[i]!;
      if (ts < fromMs || ts >= toMs) continue;
      const step = Math.floor((ts - fromMs) / stepMs);
      const count = points.count[i]!;
      this.marks[step]! |= points.marks[i]!;
      if (count === 0) continue;
      this.count[step]! += count;
      this.sum[step]! += count * points.mean[i]!;
      if (points.min[i]! < this.min[step]!) this.min[step] = points.min[i]!;
      if (points.max[i]! > this.max[step]!) this.max[step] = points.max[i]!;
    }
  }

  /** A step; null when it has no value: it is a gap. */
  point(step: number): SeriesPoint | null {
    const count = this.count[step]!;
    if (count === 0) return null;
    const min = digits(this.min[step]!);
    const max = digits(this.max[step]!);
    const mean = digits(this.sum[step]! / count);
    return [this.ts(step), min, Math.min(max, Math.max(min, mean)), max];
  }

  /** The quality of a step; null when all of it is good, and when nothing was recorded. */
  quality(step: number): SeriesQuality | null {
    const marks = this.marks[step]!;
    return marks === 0 || marks === ALL_GOOD ? null : [this.ts(step), QUALITY_NAMES[worstQuality(marks)]];
  }

  private ts(step: number): number {
    return this.plan.fromMs + step * this.plan.stepMs;
  }
}

function digits(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(SIGNIFICANT_DIGITS));
}
