// Speed and path of the chain from the times of pulses, with what cannot be a pulse of this chain left out.

export interface PulseMeterOptions {
  /** Path between two pulses, metres. */
  readonly metresPerPulse: number;
  /** Pulses that follow closer than at this speed are glitches, m/s. */
  readonly maxSpeedMps: number;
  /** A pulse that would need a larger acceleration is none, m/s^2. */
  readonly maxAccelerationMps2: number;
  /** How late the time of a pulse may be, seconds: how long it may wait before it is looked at. */
  readonly timeErrorS: number;
}

/**
 * - `counted`: a pulse of the chain;
 * - `glitch`: closer to the one before than at the highest speed; dropped;
 * - `implausible`: it would need an impossible acceleration. One that comes too early is dropped; one that comes too late is
 *   a pulse, but others before it got lost, so it says nothing of the speed.
 */
export type PulseVerdict = 'counted' | 'glitch' | 'implausible';

/** The speed is the mean over so long, or over one period where that is longer: teeth and time stamps are uneven. */
const WINDOW_S = 0.1;
/** Pulses that are kept: those of a window at 20 m/s and a millimetre a pulse, and the one before it. */
const KEPT = 2048;
/** Below this speed the chain stands, as far as pulses can tell... */
const STANDSTILL_MPS = 0.02;
/** ...but a patience of less or more than this is none. */
const MIN_PATIENCE_S = 1;
const MAX_PATIENCE_S = 10;
/** So many implausibly early pulses in a row are the truth, and what was believed before them is not. */
const CONVINCING = 3;

/**
 * Between pulses the speed is at most one distance per time since the last one; so it falls by itself when no more come,
 * and is zero after a patience that depends on the distance. Before the first two pulses the chain is taken to stand.
 *
 * All times are monotonic seconds. There is no direction: a chain that turns backwards counts forwards.
 */
export class PulseMeter {
  /** Pulses that were counted, those included that the kernel had no room for. */
  pulses = 0;
  private readonly distanceM: number;
  private readonly minPeriodS: number;
  private readonly glitchS: number;
  private readonly patienceS: number;
  private readonly maxAcceleration: number;
  private readonly timeErrorS: number;
  /** Rings of the last counted pulses: their times, and their numbers. */
  private readonly times = new Float64Array(KEPT);
  private readonly numbers = new Float64Array(KEPT);
  /** Pulses in the rings since the last restart. */
  private kept = 0;
  private head = 0;
  private speedMps = 0;
  /** The time from which the next pulse is waited for: the last pulse's, or that of a restart. */
  private waitingSinceS = 0;
  /** From a restart until something was measured after it. */
  private isOutdated = false;
  private tooEarly = 0;

  constructor({ metresPerPulse, maxSpeedMps, maxAccelerationMps2, timeErrorS }: PulseMeterOptions) {
    this.distanceM = metresPerPulse;
    this.minPeriodS = metresPerPulse / maxSpeedMps;
    // A pulse that was late makes the next look close. But what bounces is closer.
    this.glitchS = Math.max(this.minPeriodS - timeErrorS, this.minPeriodS / 2);
    this.timeErrorS = timeErrorS;
    this.patienceS = Math.min(MAX_PATIENCE_S, Math.max(MIN_PATIENCE_S, metresPerPulse / STANDSTILL_MPS));
    this.maxAcceleration = maxAccelerationMps2;
  }

  /** Path since the beginning, metres. */
  get pathM(): number {
    return this.pulses * this.distanceM;
  }

  /** Pulses before `nowS` say nothing of the speed any more; the path goes on. */
  restart(nowS: number): void {
    this.kept = 0;
    this.tooEarly = 0;
    this.waitingSinceS = nowS;
    this.isOutdated = this.speedMps > 0;
  }

  /** @param missed pulses that got lost right before this one */
  pulse(timeS: number, missed = 0): PulseVerdict {
    if (this.kept === 0) return this.begin(timeS, missed);
    const periodS = timeS - this.times[this.head]!;
    // Together with those that got lost it is the mean period that counts.
    const meanPeriodS = periodS / (missed + 1);
    if (meanPeriodS < this.glitchS) return 'glitch';
    if (this.isTooEarly(meanPeriodS + this.timeErrorS)) return this.early(timeS, missed);
    this.tooEarly = 0;
    const isLate = this.isTooLate(meanPeriodS - this.timeErrorS);
    this.keep(timeS, missed + 1);
    if (isLate) {
      this.kept = 1;
      return 'implausible';
    }
    this.speedMps = this.meanSpeed();
    this.isOutdated = false;
    return 'counted';
  }

  /** The speed at `nowS` in m/s; NaN while it is not known. */
  speedAt(nowS: number): number {
    const waitedS = nowS - this.waitingSinceS;
    if (waitedS >= this.patienceS) {
      this.speedMps = 0;
      this.isOutdated = false;
    }
    const boundMps = this.distanceM / Math.max(waitedS, this.minPeriodS);
    if (this.isOutdated && boundMps > this.speedMps) return Number.NaN;
    return Math.min(this.speedMps, boundMps);
  }

  private begin(timeS: number, missed: number): PulseVerdict {
    this.keep(timeS, missed + 1);
    return 'counted';
  }

  /**
   * Whether not even the largest acceleration explains the period. With the constant acceleration a a chain that covers d in T
   * is at d/T + aT/2 at its end; one that has the time to start from rest, at the square root of 2ad.
   */
  private isTooEarly(periodS: number): boolean {
    if (this.kept < 2) return false;
    const a = this.maxAcceleration;
    const d = this.distanceM;
    const lastS = Math.max(this.lastPeriodS() - this.timeErrorS, this.minPeriodS);
    const endMps = lastS * lastS < (2 * d) / a ? d / lastS + (a * lastS) / 2 : Math.sqrt(2 * a * d);
    return d / periodS > endMps + (a * periodS) / 2;
  }

  /** Whether not even the hardest braking explains the period. A chain that can come to rest on the way may take any time. */
  private isTooLate(periodS: number): boolean {
    if (this.kept < 2) return false;
    const a = this.maxAcceleration;
    const d = this.distanceM;
    const lastS = this.lastPeriodS() + this.timeErrorS;
    const startMps = d / lastS - (a * lastS) / 2;
    const squaredEnd = startMps * startMps - 2 * a * d;
    if (startMps <= 0 || squaredEnd <= 0) return false;
    return periodS > (startMps - Math.sqrt(squaredEnd)) / a;
  }

  private early(timeS: number, missed: number): PulseVerdict {
    this.tooEarly += missed + 1;
    if (this.tooEarly >= CONVINCING) {
      // They were pulses all along.
      this.kept = 0;
      this.keep(timeS, this.tooEarly);
      this.tooEarly = 0;
    }
    return 'implausible';
  }

  private keep(timeS: number, pulses: number): void {
    this.pulses += pulses;
    this.head = (this.head + 1) % KEPT;
    this.times[this.head] = timeS;
    this.numbers[this.head] = this.pulses;
    this.kept = Math.min(this.kept + 1, KEPT);
    this.waitingSinceS = timeS;
  }

  private lastPeriodS(): number {
    const before = this.at(1);
    return (
      (this.times[this.head]! - this.times[before]!) / (this.numbers[this.head]! - this.numbers[before]!)
    );
  }

  private meanSpeed(): number {
    const newestS = this.times[this.head]!;
    let back = 1;
    while (back + 1 < this.kept && newestS - this.times[this.at(back + 1)]! <= WINDOW_S) back++;
    const oldest = this.at(back);
    return (this.distanceM * (this.pulses - this.numbers[oldest]!)) / (newestS - this.times[oldest]!);
  }

  private at(back: number): number {
    return (this.head - back + KEPT) % KEPT;
  }
}
