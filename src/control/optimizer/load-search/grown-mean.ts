// The objective at one load once the swings of the chain there are what they are going to be.
import type { Average } from './average.js';

/** Swings have grown, or died, when from one measurement to the next they change by less than this share of themselves ... */
const CHANGE_SHARE = 0.1;
/** ... or of the mean speed: sensor noise alone looks like a swing of 0.01. */
const CHANGE = 0.015;
/** Below this the chain runs steadily, and one measurement tells all. */
const STEADY = 0.03;
/** Chaotic swings never stay the same; no load is measured more often than this. */
const MOST_MEASUREMENTS = 8;

/**
 * Where the swings begin they take minutes to grow or to die, and what a load yields meanwhile is one or two percent more or
 * less than what it yields for good. So measurements of one load are repeated until two in a row swing alike; from then on
 * all of them count.
 */
export class GrownMean {
  /** Mean of the measurements that count, in the unit of the objective. */
  value = Number.NaN;
  /** Its standard error. */
  error = 0;
  private count = 0;
  /** Sum of the squares of their errors, ... */
  private errorSquares = 0;
  /** ... and of their distances from their mean. */
  private scatterSquares = 0;
  private lastSwing = Number.NaN;
  private measurements = 0;

  /** Another load. */
  begin(): void {
    this.measurements = 0;
    this.count = 0;
    this.lastSwing = Number.NaN;
  }

  /** True when the value is as good as it is going to be. */
  get isFinal(): boolean {
    return this.measurements >= MOST_MEASUREMENTS;
  }

  /** Takes one more measurement of the same load; true when the swings are what they are going to be. */
  take({ mean, error, swing }: Average): boolean {
    const isAlike = Math.abs(swing - this.lastSwing) <= Math.max(CHANGE, CHANGE_SHARE * this.lastSwing);
    if (!isAlike) this.count = 0;
    this.count++;
    if (this.count === 1) this.forget();
    const off = mean - this.value;
    this.value += off / this.count;
    this.errorSquares += error * error;
    this.scatterSquares += off * (mean - this.value);
    this.error = this.standardError();
    this.lastSwing = swing;
    this.measurements++;
    return isAlike || swing < STEADY || this.isFinal;
  }

  private forget(): void {
    this.value = 0;
    this.errorSquares = 0;
    this.scatterSquares = 0;
  }

  /**
   * A ripple within one revolution looks like an error and is none: from four measurements on their scatter may tell a smaller
   * one. The variance of Student's t with n - 1 degrees of freedom, (n - 1) / (n - 3), makes up for their small number.
   */
  private standardError(): number {
    const { count } = this;
    const told = Math.sqrt(this.errorSquares) / count;
    if (count < 4) return told;
    return Math.min(told, Math.sqrt(this.scatterSquares / (count * (count - 3))));
  }
}
