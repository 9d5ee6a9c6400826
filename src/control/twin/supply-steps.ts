// Tells a change of the air supply from the noise of its sensor.

/** The power is smoothed over this time before a change counts, s: at ten times the usual noise single samples differ by more than a step. */
const SMOOTHING_S = 0.5;
/** The power from before a change follows the present one over this time, s: a slow drift is not a change of the setpoint. */
const FOLLOWING_S = 10;
/** A smaller change, as a share of the full power, is noise. */
const STEP = 0.05;

export class SupplySteps {
  private smoothed = Number.NaN;
  private before = Number.NaN;

  /**
   * Takes the power of the compressor in one tick. Returns the size of a change that was seen now, 0 without one; a large change is
   * seen in parts.
   *
   * @param share of its full power
   * @param dtS time since the last tick, s
   */
  take(share: number, dtS: number): number {
    if (Number.isNaN(this.smoothed)) {
      this.smoothed = share;
      this.before = share;
    }
    this.smoothed += (dtS / (SMOOTHING_S + dtS)) * (share - this.smoothed);
    const change = Math.abs(this.smoothed - this.before);
    if (change > STEP) {
      this.before = this.smoothed;
      return change;
    }
    this.before += (dtS / (FOLLOWING_S + dtS)) * (this.smoothed - this.before);
    return 0;
  }
}
