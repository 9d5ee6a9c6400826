// Learns from each sensor whether its noise is larger than its resolution, so that a repeated value is a surprise.

/** Share of the samples in which noise must jump by two steps or more. The noise is then at least a third of a step. */
const LIVELY = 0.01;
/** A jump of more than this many steps is one of two steps or more. */
const JUMP = 1.5;
/** Weight of a sample in the share of jumps. */
const WEIGHT = 1 / 500;
/** The step follows the changes: down by this factor at a smaller one, up at a larger one. So a rare small change does not count. */
const STEP_DOWN = 0.96;
const STEP_UP = 1.002;
/** A run of equal values is a surprise when it has at least this many of them, and the jumps were expected this often. */
const FEWEST_VALUES = 20;
const JUMPS_MISSED = 3;
/** A change of more than this multiple of the usual one is a leap. Of noise alone the largest is about six times the usual one. */
const LEAP = 10;
/** Weight of a change in the usual one. */
const USUAL_WEIGHT = 0.02;
/** Changes after which the usual one is known. */
const CHANGES_TO_KNOW = 20;

/**
 * A quantity that drifts slowly through the steps of its sensor flickers between two neighbouring values for a while, and is constant
 * in between. So a change by one step says nothing about the noise. Noise that is larger than the resolution also jumps by two
 * steps, up and down again in adjacent samples, which a movement of the plant does not do.
 */
export class NoiseHabit {
  private readonly last: Float64Array;
  private readonly lastChange: Float64Array;
  /** Number of equal samples since the last change. */
  private readonly run: Float64Array;
  /** Resolution of each sensor in its unit, NaN before the first change. */
  private readonly step: Float64Array;
  private readonly jumps: Float64Array;
  /** Size of a usual change of each sensor, NaN before the first. */
  private readonly usual: Float64Array;
  private readonly changes: Uint8Array;

  constructor(sensors: number) {
    this.last = new Float64Array(sensors).fill(Number.NaN);
    this.lastChange = new Float64Array(sensors);
    this.run = new Float64Array(sensors);
    this.step = new Float64Array(sensors).fill(Number.NaN);
    this.jumps = new Float64Array(sensors);
    this.usual = new Float64Array(sensors).fill(Number.NaN);
    this.changes = new Uint8Array(sensors);
  }

  /**
   * Takes `values[row]` for each row with a new sample.
   *
   * @param isNew 1 for each such row
   * @param wasStuck 1 for each row whose present run was found stuck: it does not count
   */
  observe(values: Float64Array, isNew: Uint8Array, wasStuck: Uint8Array): void {
    const { last, lastChange, run } = this;
    for (let row = 0; row < last.length; row++) {
      if (isNew[row] === 0) continue;
      const before = last[row]!;
      const value = values[row]!;
      const change = value - before;
      if (change === 0) {
        run[row]!++;
        continue;
      }
      // A quantity at rest is exactly zero, and its noise is another one then.
      if (before !== 0 && !Number.isNaN(change)) this.learn(row, change, wasStuck[row] === 1);
      last[row] = value;
      lastChange[row] = change;
      run[row] = 0;
    }
  }

  /** Ends the present runs, for example when the plant stops. What was learned stays. */
  rest(): void {
    this.last.fill(Number.NaN);
    this.lastChange.fill(Number.NaN);
    this.run.fill(0);
  }

  /** The number of equal deliveries that is a surprise; infinite while noise below the resolution is possible. */
  surprisingRun(row: number): number {
    const jumps = this.jumps[row]!;
    return jumps < LIVELY ? Number.POSITIVE_INFINITY : Math.max(FEWEST_VALUES, JUMPS_MISSED / jumps);
  }

  /** Resolution of the sensor, in its unit; NaN before its first change. */
  resolution(row: number): number {
    return this.step[row]!;
  }

  /** True when the sensor came to its present value by an ordinary change, not by a leap. False when that is not known. */
  cameGradually(row: number): boolean {
    return (
      this.changes[row] === CHANGES_TO_KNOW && Math.abs(this.lastChange[row]!) <= LEAP * this.usual[row]!
    );
  }

  private learn(row: number, change: number, wasStuck: boolean): void {
    const size = Math.abs(change);
    const step = this.step[row]!;
    const usual = this.usual[row]!;
    this.usual[row] = Number.isNaN(usual)
      ? size
      : usual + USUAL_WEIGHT * (Math.min(size, LEAP * usual) - usual);
    if (this.changes[row]! < CHANGES_TO_KNOW) this.changes[row]!++;
    const run = wasStuck ? 0 : this.run[row]!;
    const jumped = size > JUMP * step && run === 0 && change * this.lastChange[row]! < 0;
    this.jumps[row] = this.jumps[row]! / (1 + WEIGHT * (run + 1)) + (jumped ? WEIGHT : 0);
    if (Number.isNaN(step)) this.step[row] = size;
    else this.step[row] = size < step ? Math.max(size, STEP_DOWN * step) : STEP_UP * step;
  }
}
