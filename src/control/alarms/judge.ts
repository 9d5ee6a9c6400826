// Judges the condition of one rule against the process image, tick by tick.
import { QUALITY } from '../../../hal/quality.js';
import type { Comparison } from '../../config/alarms.js';
import type { ProcessImage, UsableChannel } from '../state/image.js';

/**
 * - `none`: the channel is neither good nor estimated, or there is too little history;
 * - `holds`: the condition holds;
 * - `between`: the condition does not hold, but the value is not back past the limit by the hysteresis;
 * - `back`: the condition has ended.
 */
export const VERDICT = { none: 0, holds: 1, between: 2, back: 3 } as const;
export type Verdict = (typeof VERDICT)[keyof typeof VERDICT];

/** The change of a value is judged over this many seconds. */
const RATE_WINDOW_S = 0.5;
/** Tolerance: times of samples are sums of binary fractions. */
const TIME_TOLERANCE_S = 1e-6;
/** Size of the ring, more than the samples of a window at 60 Hz; a power of two. */
const HISTORY = 64;

/**
 * The meaning of each comparison, with the hysteresis `h` at the threshold `T`:
 *
 * | comparison | holds | is back |
 * |---|---|---|
 * | above | v > T | v <= T - h |
 * | below | v < T | v >= T + h |
 * | equals | v = T | v is not T, and at least h away from it |
 * | notEquals | v is more than h away from T | v is at most h / 2 away from it |
 * | rateAbove | change per second over 0.5 s, without its sign, > T | <= T - h |
 * | stuckFor | bit-identical for T seconds of deliveries while the plant runs | it changed (for less than T - h seconds the same) |
 *
 * Nothing is allocated after the construction.
 */
export class Judge {
  /** One number: the quantity compared last, which is the value, its rate of change, or the seconds without a change. */
  readonly measured = new Float64Array(1).fill(Number.NaN);
  private readonly kind: Comparison;
  /** The threshold, then the limit for being back. */
  private readonly limits: Float64Array;
  private readonly times: Float64Array;
  private readonly values: Float64Array;
  private written = 0;

  /** @param hysteresis 0 or more, in the unit of the threshold */
  constructor(kind: Comparison, threshold: number, hysteresis: number) {
    this.kind = kind;
    this.limits = Float64Array.of(threshold, backLimit(kind, threshold, hysteresis), hysteresis);
    const history = kind === 'rateAbove' ? HISTORY : kind === 'stuckFor' ? 1 : 0;
    this.times = new Float64Array(history);
    this.values = new Float64Array(history);
  }

  judge(image: ProcessImage, channel: number, plantRuns: boolean): Verdict {
    if (!image.isUsable(channel)) {
      this.written = 0;
      return VERDICT.none;
    }
    const threshold = this.limits[0]!;
    const back = this.limits[1]!;
    switch (this.kind) {
      case 'above': {
        const value = image.read(channel);
        this.measured[0] = value;
        return value > threshold ? VERDICT.holds : value <= back ? VERDICT.back : VERDICT.between;
      }
      case 'below': {
        const value = image.read(channel);
        this.measured[0] = value;
        return value < threshold ? VERDICT.holds : value >= back ? VERDICT.back : VERDICT.between;
      }
      case 'equals':
        return this.judgeEquals(image, channel);
      case 'notEquals':
        return this.judgeNotEquals(image, channel);
      case 'rateAbove':
        return this.judgeRate(image, channel);
      case 'stuckFor':
        return this.judgeStuck(image, channel, plantRuns);
    }
  }

  private judgeEquals(image: ProcessImage, channel: UsableChannel): Verdict {
    const value = image.read(channel);
    this.measured[0] = value;
    if (value === this.limits[0]) return VERDICT.holds;
    return Math.abs(value - this.limits[0]!) >= this.limits[2]! ? VERDICT.back : VERDICT.between;
  }

  private judgeNotEquals(image: ProcessImage, channel: UsableChannel): Verdict {
    const value = image.read(channel);
    this.measured[0] = value;
    const distance = Math.abs(value - this.limits[0]!);
    if (distance > this.limits[2]!) return VERDICT.holds;
    return distance <= this.limits[2]! / 2 ? VERDICT.back : VERDICT.between;
  }

  /** Compares with the newest sample that is older than the latest one by at least the window. */
  private judgeRate(image: ProcessImage, channel: UsableChannel): Verdict {
    this.remember(image, channel);
    const last = (this.written - 1) & (HISTORY - 1);
    const oldest = Math.max(0, this.written - HISTORY);
    for (let n = this.written - 2; n >= oldest; n--) {
      const at = n & (HISTORY - 1);
      const elapsed = this.times[last]! - this.times[at]!;
      if (elapsed < RATE_WINDOW_S - TIME_TOLERANCE_S) continue;
      const rate = Math.abs(this.values[last]! - this.values[at]!) / elapsed;
      this.measured[0] = rate;
      return rate > this.limits[0]!
        ? VERDICT.holds
        : rate <= this.limits[1]!
          ? VERDICT.back
          : VERDICT.between;
    }
    return VERDICT.none;
  }

  private remember(image: ProcessImage, channel: UsableChannel): void {
    const time = image.timeOf(channel);
    const last = (this.written - 1) & (HISTORY - 1);
    const isNew = this.written === 0 || time > this.times[last]!;
    const at = isNew ? this.written & (HISTORY - 1) : last;
    this.times[at] = time;
    this.values[at] = image.read(channel);
    if (isNew) this.written++;
  }

  /** The time of the value advances only with deliveries, so a silent source never counts as stuck. */
  private judgeStuck(image: ProcessImage, channel: UsableChannel, plantRuns: boolean): Verdict {
    const value = image.read(channel);
    const time = image.timeOf(channel);
    const isMeasured = image.qualityOf(channel) === QUALITY.good;
    if (!plantRuns || !isMeasured || this.written === 0 || !Object.is(value, this.values[0])) {
      this.values[0] = value;
      this.times[0] = time;
      this.written = 1;
    }
    if (!isMeasured) return VERDICT.none;
    const unchanged = time - this.times[0]!;
    this.measured[0] = unchanged;
    if (unchanged >= this.limits[0]! - TIME_TOLERANCE_S) return VERDICT.holds;
    return unchanged <= this.limits[1]! ? VERDICT.back : VERDICT.between;
  }
}

function backLimit(kind: Comparison, threshold: number, hysteresis: number): number {
  if (kind === 'below') return threshold + hysteresis;
  // Nothing is stuck for less than no time: a large hysteresis must not keep the alarm for ever.
  if (kind === 'stuckFor') return Math.max(0, threshold - hysteresis);
  return threshold - hysteresis;
}
