// Calculates speed and path of the chain from the times of pulses, and drops pulses that this chain cannot give.

export interface PulseMeterOptions {
  /** Path between two pulses, metres. */
  readonly metresPerPulse: number;
  /** Highest speed, m/s. Pulses that follow each other faster are glitches. */
  readonly maxSpeedMps: number;
  /** Largest acceleration, m/s^2. A pulse that would need more is implausible. */
  readonly maxAccelerationMps2: number;
  /** Largest delay of a pulse's time, seconds: how long a pulse can wait before the program sees it. */
  readonly timeErrorS: number;
}

/**
 * - `counted`: a pulse of the chain;
 * - `glitch`: it came sooner after the pulse before than the highest speed allows; dropped;
 * - `implausible`: it would need an impossible acceleration. A pulse that comes too early is dropped. A pulse that comes too late is
 *   real, but pulses before it were lost, so it does not change the speed.
 */
export type PulseVerdict = 'counted' | 'glitch' | 'implausible';

/** The speed is the mean over this time, or over one period when that is longer, because teeth and time stamps are uneven. */
const WINDOW_S = 0.1;
/** Number of stored pulses: ten times those of a window at 2,000 pulses a second. */
const KEPT = 2048;
/** Without a pulse for the time of one period at this speed the chain counts as standing... */
const STANDSTILL_MPS = 0.02;
/** ...but this waiting time is at least MIN_PATIENCE_S and at most MAX_PATIENCE_S. */
const MIN_PATIENCE_S = 1;
const MAX_PATIENCE_S = 10;
/** After this many implausibly early pulses in a row the meter believes them and starts again from them. */
const CONVINCING = 3;

/**
 * Between pulses the speed is at most the pulse distance divided by the time since the last pulse. So it falls when no pulses come,
 * and is zero after a waiting time that depends on the distance. Before the first two pulses the speed is zero.
 *
 * All times are monotonic seconds. There is no direction: a chain that turns backwards counts forwards.
 */
export class PulseMeter {
  /** Number of counted pulses. Includes pulses that did not fit in the kernel's buffer. */
  pulses = 0;
  private readonly distanceM: number;
  private readonly minPeriodS: number;
  private readonly glitchS: number;
  private readonly patienceS: number;
  private readonly maxAcceleration: number;
  private readonly timeErrorS: number;
  /** Ring buffers of the last counted pulses: their times and their numbers. */
  private readonly times = new Float64Array(KEPT);
  private readonly numbers = new Float64Array(KEPT);
  /** Pulses in the rings since the last restart. */
  private kept = 0;
  private head = 0;
  private speedMps = 0;
  /** Start of the wait for the next pulse: time of the last pulse or of the last restart. */
  private waitingSinceS = 0;
  /** True from a restart of a moving chain until the first measurement after it. */
  private isOutdated = false;
  private tooEarly = 0;

  constructor({ metresPerPulse, maxSpeedMps, maxAccelerationMps2, timeErrorS }: PulseMeterOptions) {
    this.distanceM = metresPerPulse;
    this.minPeriodS = metresPerPulse / maxSpeedMps;
    // A delayed pulse makes the next one look too close. Half of the period still finds contact bounce.
    this.glitchS = Math.max(this.minPeriodS - timeErrorS, this.minPeriodS / 2);
    this.timeErrorS = timeErrorS;
    this.patienceS = Math.min(MAX_PATIENCE_S, Math.max(MIN_PATIENCE_S, metresPerPulse / STANDSTILL_MPS));
    this.maxAcceleration = maxAccelerationMps2;
  }

  /** Path since the beginning, metres. */
  get pathM(): number {
    return this.pulses * this.distanceM;
  }

  /** Ignores the pulses before `nowS` for the speed. The path continues. */
  restart(nowS: number): void {
    this.kept = 0;
    this.tooEarly = 0;
    this.waitingSinceS = nowS;
    this.isOutdated = this.speedMps > 0;
  }

  /** @param missed number of pulses that were lost just before this one */
  pulse(timeS: number, missed = 0): PulseVerdict {
    if (this.kept === 0) return this.begin(timeS, missed);
    const periodS = timeS - this.times[this.head]!;
    // With lost pulses in between, judge the mean period.
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

  /** The speed at `nowS` in m/s; NaN while it is unknown after a restart. */
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
   * Whether the period is too short even with the largest acceleration. A chain that covers d in time T with constant acceleration a
   * has the speed d/T + aT/2 at the end. A chain that has enough time to start from rest has the square root of 2ad.
   */
  private isTooEarly(periodS: number): boolean {
    if (this.kept < 2) return false;
    const a = this.maxAcceleration;
    const d = this.distanceM;
    const lastS = Math.max(this.lastPeriodS() - this.timeErrorS, this.minPeriodS);
    const endMps = lastS * lastS < (2 * d) / a ? d / lastS + (a * lastS) / 2 : Math.sqrt(2 * a * d);
    return d / periodS > endMps + (a * periodS) / 2;
  }

  /** Whether the period is too long even with the hardest braking. A chain that can stop within the distance may take any time. */
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
      // The early pulses were real, so they count as path too.
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
