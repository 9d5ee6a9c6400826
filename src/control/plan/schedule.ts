// The schedule: decides on which base tick a task of a given rate is due, by an integer division of the base rate.
import { BASE_RATE_HZ } from '../../vocabulary/words.js';

/**
 * A task of rate r has the divisor d = 60 / r and is due on every base tick that d divides. When base ticks are missing it
 * runs on the next one; missed occasions are counted and never repeated.
 *
 * Call {@link take} on base ticks in rising order. The first call begins the schedule: earlier occasions do not count.
 */
export class Cadence {
  private divisor: number;
  /** The occasion of the last run, or the last one before the schedule began. */
  private served = -1;
  private lastTick = -1;
  private hasBegun = false;
  private missedCount = 0;

  /** @throws RangeError when the base rate, 60 Hz, is not a multiple of `rateHz` */
  constructor(rateHz: number) {
    this.divisor = divisorOf(rateHz);
  }

  get rateHz(): number {
    return BASE_RATE_HZ / this.divisor;
  }

  /** After {@link take} returned true: the base tick on which this run was due; an earlier one when the run is late. */
  get dueTick(): number {
    return this.served;
  }

  /** After {@link take} returned true: the number of occasions missed since the previous run. */
  get missed(): number {
    return this.missedCount;
  }

  /**
   * Sets a new rate from the next tick on, on the same grid of base ticks. The first run is on the new rate's first occasion: never
   * on a tick that was served, and where one rate is a multiple of the other no later than the slower one would have run.
   *
   * @throws RangeError when the base rate, 60 Hz, is not a multiple of `rateHz`
   */
  setRate(rateHz: number): void {
    this.divisor = divisorOf(rateHz);
    // The old rate applies up to the last tick. Earlier occasions of the new rate do not count as late.
    this.served = Math.max(this.served, this.occasionAt(this.lastTick));
  }

  /** True when the task is due on this base tick, and then marks it as served. */
  take(tick: number): boolean {
    if (!this.hasBegun) {
      this.hasBegun = true;
      this.served = this.occasionAt(tick - 1);
    }
    this.lastTick = tick;
    const due = this.occasionAt(tick);
    if (due <= this.served) {
      return false;
    }
    this.missedCount = due / this.divisor - Math.floor(this.served / this.divisor) - 1;
    this.served = due;
    return true;
  }

  /** The latest base tick up to `tick` that the divisor divides. */
  private occasionAt(tick: number): number {
    return Math.floor(tick / this.divisor) * this.divisor;
  }
}

function divisorOf(rateHz: number): number {
  const divisor = BASE_RATE_HZ / rateHz;
  if (!(Number.isInteger(divisor) && divisor >= 1)) {
    throw new RangeError(`rate is ${rateHz} Hz, it has to divide the base rate of ${BASE_RATE_HZ} Hz`);
  }
  return divisor;
}
