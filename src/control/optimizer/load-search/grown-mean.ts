// The objective at one load, after the swings of the chain have reached their final size.
import type { Average } from './average.js';

/** Swings have reached their final size when two measurements in a row differ by less than this share of the swing ... */
const CHANGE_SHARE = 0.1;
/** ... or of the mean speed. Sensor noise alone looks like a swing of 0.01. */
const CHANGE = 0.015;
/** Below this the chain runs steadily, and one measurement is enough. */
const STEADY = 0.03;
/** Chaotic swings never settle, so no load is measured more often than this. */
const MOST_MEASUREMENTS = 8;

/**
 * Near the load at which swings begin they take minutes to grow or to decay. Meanwhile a load yields one or two percent more or
 * less than in the long run. So measurements of one load are repeated until two in a row have equal swings; from then on
 * all of them count.
 */
export class GrownMean {
  /** Mean of the counted measurements, in the unit of the objective. */
  value = Number.NaN;
  /** Its standard error. */
  error = 0;
  /** The swing in the last measurement, see {@link Average.swing}; NaN before there is one. */
  lastSwing = Number.NaN;
  private count = 0;
  /** Sum of the squares of the measurements' errors, ... */
  private errorSquares = 0;
  /** ... and of the measurements' distances from their mean. */
  private scatterSquares = 0;
  private measurements = 0;

  /** Begins with another load. */
  begin(): void {
    this.measurements = 0;
    this.count = 0;
    this.lastSwing = Number.NaN;
  }

  /** True when more measurements would not improve the value. */
  get isFinal(): boolean {
    return this.measurements >= MOST_MEASUREMENTS;
  }

  /** Takes one more measurement of the same load. True when the swings have reached their final size. */
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
   * A ripple within one revolution looks like an error but is not: from four measurements on, their scatter may give a smaller
   * error. The variance of Student's t with n - 1 degrees of freedom, (n - 1) / (n - 3), corrects for the small number.
   */
  private standardError(): number {
    const { count } = this;
    const told = Math.sqrt(this.errorSquares) / count;
    if (count < 4) return told;
    return Math.min(told, Math.sqrt(this.scatterSquares / (count * (count - 3))));
  }
}
