// Judges the condition of one rule against the process image, tick by tick.
import type { Comparison } from '../../config/alarms.js';
import type { ProcessImage, UsableChannel } from '../state/image.js';
import { RATE_WINDOW_S, RateHistory } from './rate-history.js';
import { UnchangedTime } from './unchanged-time.js';

/**
 * - `none`: the channel is neither good nor estimated, or there is too little history;
 * - `holds`: the condition holds;
 * - `between`: the condition does not hold, but the value is not back past the limit by the hysteresis;
 * - `back`: the condition has ended.
 */
export const VERDICT = { none: 0, holds: 1, between: 2, back: 3 } as const;
export type Verdict = (typeof VERDICT)[keyof typeof VERDICT];

/** Tolerance: times of samples are sums of binary fractions. */
const TIME_TOLERANCE_S = 1e-6;
/**
 * Values and limits are decimal numbers, stored as binary ones: 0.3 - 0.1 is a little less than 0.2. So numbers that differ by
 * less than this share of the limit count as equal, in every comparison.
 */
const ROUNDING = 8 * Number.EPSILON;
/** The same for a rate, which is a difference of values divided by a difference of times. */
const RATE_ROUNDING = 1e-12;

/**
 * The meaning of each comparison, with the hysteresis `h` at the threshold `T`:
 *
 * | comparison | holds | is back |
 * |---|---|---|
 * | above | v > T | v <= T - h |
 * | below | v < T | v >= T + h |
 * | equals | v = T | v is not T, and at least h away from it |
 * | notEquals | v is more than h away from T | v is at most h / 2 away from it |
 * | rateAbove | change per second over 0.5 s, without its sign, > T | <= T - h, and no sample of the last 0.5 s will exceed it |
 * | stuckFor | bit-identical for T seconds of deliveries while the plant runs | it changed (for less than T - h seconds the same) |
 *
 * Nothing is allocated after the construction.
 */
export class Judge {
  /** One number: the quantity compared last, which is the value, its rate of change, or the seconds without a change. */
  measured: Float64Array = new Float64Array(1).fill(Number.NaN);
  readonly kind: Comparison;
  /** The condition does not hold for a value between these two. They are empty when the value alone does not tell. */
  readonly quietFrom: number;
  readonly quietTo: number;
  private readonly threshold: number;
  private readonly back: number;
  private readonly hysteresis: number;
  /** Differences up to this are rounding, in the unit of the threshold. */
  private readonly rounding: number;
  private history: RateHistory | null;
  private unchanged: UnchangedTime | null;

  /** @param hysteresis 0 or more, in the unit of the threshold */
  constructor(kind: Comparison, threshold: number, hysteresis: number) {
    this.kind = kind;
    this.threshold = threshold;
    this.back = backLimit(kind, threshold, hysteresis);
    this.hysteresis = hysteresis;
    this.rounding = ROUNDING * Math.max(Math.abs(threshold), Math.abs(this.back));
    this.history = kind === 'rateAbove' ? new RateHistory() : null;
    this.unchanged = kind === 'stuckFor' ? new UnchangedTime() : null;
    const [from, to] = quietRange(kind, threshold, hysteresis, this.rounding);
    this.quietFrom = from;
    this.quietTo = to;
  }

  /** From now on {@link measured} is this array of one number. It keeps its number. */
  measureInto(place: Float64Array): void {
    place.set(this.measured);
    this.measured = place;
  }

  /** True when both have the same limits, so that a delay that runs for the one runs for the other. */
  hasSameLimits(other: Judge): boolean {
    return this.threshold === other.threshold && this.hysteresis === other.hysteresis;
  }

  /** Takes over what the judge of the same channel and comparison has seen. */
  inherit(before: Judge): void {
    this.measured.set(before.measured);
    this.history = before.history;
    this.unchanged = before.unchanged;
  }

  /** @param seeksEnd false when nobody waits for the end of the condition: `back` may then stand for `between` */
  judge(image: ProcessImage, channel: number, plantRuns: boolean, seeksEnd = true): Verdict {
    if (!image.isUsable(channel)) {
      this.history?.interrupt();
      this.unchanged?.interrupt();
      return VERDICT.none;
    }
    switch (this.kind) {
      case 'above':
        return this.judgeAbove(image, channel);
      case 'below':
        return this.judgeBelow(image, channel);
      case 'equals':
        return this.judgeEquals(image, channel);
      case 'notEquals':
        return this.judgeNotEquals(image, channel);
      case 'rateAbove':
        return this.judgeRate(image, channel, this.history!, seeksEnd);
      case 'stuckFor':
        return this.judgeStuck(image, channel, plantRuns, this.unchanged!);
    }
  }

  /** Called where the value is compared, because a double passed as an argument may be allocated. */
  private take(image: ProcessImage, channel: UsableChannel): number {
    const value = image.read(channel);
    this.measured[0] = value;
    return value;
  }

  private judgeAbove(image: ProcessImage, channel: UsableChannel): Verdict {
    const value = this.take(image, channel);
    if (value > this.threshold + this.rounding) return VERDICT.holds;
    return value <= this.back + this.rounding ? VERDICT.back : VERDICT.between;
  }

  private judgeBelow(image: ProcessImage, channel: UsableChannel): Verdict {
    const value = this.take(image, channel);
    if (value < this.threshold - this.rounding) return VERDICT.holds;
    return value >= this.back - this.rounding ? VERDICT.back : VERDICT.between;
  }

  private judgeEquals(image: ProcessImage, channel: UsableChannel): Verdict {
    const distance = Math.abs(this.take(image, channel) - this.threshold);
    if (distance <= this.rounding) return VERDICT.holds;
    return distance >= this.hysteresis - this.rounding ? VERDICT.back : VERDICT.between;
  }

  private judgeNotEquals(image: ProcessImage, channel: UsableChannel): Verdict {
    const distance = Math.abs(this.take(image, channel) - this.threshold);
    if (distance > this.hysteresis + this.rounding) return VERDICT.holds;
    return distance <= this.hysteresis / 2 + this.rounding ? VERDICT.back : VERDICT.between;
  }

  /** A spike goes up and down. It is one occurrence: the way down is still to come while the window contains the spike. */
  private judgeRate(
    image: ProcessImage,
    channel: UsableChannel,
    history: RateHistory,
    seeksEnd: boolean,
  ): Verdict {
    history.add(image, channel);
    const rate = history.rate();
    if (Number.isNaN(rate)) return VERDICT.none;
    this.measured[0] = rate;
    // The rounding of a rate is that of the values and times that it is made from.
    const rounding = this.rounding + RATE_ROUNDING * (this.threshold + Math.abs(image.read(channel)));
    if (rate > this.threshold + rounding) return VERDICT.holds;
    if (rate > this.back + rounding) return VERDICT.between;
    if (!seeksEnd) return VERDICT.back;
    return history.spread() > (this.threshold + rounding) * RATE_WINDOW_S ? VERDICT.between : VERDICT.back;
  }

  private judgeStuck(
    image: ProcessImage,
    channel: UsableChannel,
    plantRuns: boolean,
    unchanged: UnchangedTime,
  ): Verdict {
    if (!image.isGood(channel)) {
      unchanged.interrupt();
      return VERDICT.none;
    }
    const seconds = unchanged.secondsAt(image, channel, plantRuns);
    this.measured[0] = seconds;
    if (seconds >= this.threshold - TIME_TOLERANCE_S) return VERDICT.holds;
    return seconds <= this.back + TIME_TOLERANCE_S ? VERDICT.back : VERDICT.between;
  }
}

/** The range in which no value fulfils the condition, with a margin for the rounding; from infinity to minus infinity when there is none. */
function quietRange(
  kind: Comparison,
  threshold: number,
  hysteresis: number,
  rounding: number,
): readonly [number, number] {
  switch (kind) {
    case 'above':
      return [Number.NEGATIVE_INFINITY, threshold + rounding];
    case 'below':
      return [threshold - rounding, Number.POSITIVE_INFINITY];
    case 'notEquals':
      return [threshold - hysteresis, threshold + hysteresis];
    default:
      return [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  }
}

function backLimit(kind: Comparison, threshold: number, hysteresis: number): number {
  if (kind === 'below') return threshold + hysteresis;
  // Nothing is stuck for less than no time: a large hysteresis must not keep the alarm for ever.
  if (kind === 'stuckFor') return Math.max(0, threshold - hysteresis);
  return threshold - hysteresis;
}
