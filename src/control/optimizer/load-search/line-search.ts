// Decides which load to measure next and which measured load is the best: brackets the maximum with shrinking steps.

interface Point {
  load: number;
  value: number;
  /** Standard error of the value. */
  error: number;
}

/** Values that differ by less than this many standard errors are equal ... */
const SIGNIFICANT_ERRORS = 2;
/** ... and so are values that differ by less than this share. */
const SIGNIFICANT_SHARE = 0.0015;
/** An uncertainty below this share of the value is not worth another measurement. */
const MATTERS_SHARE = 0.005;
/** A side with less room than this share of a step is not worth a measurement. */
const LEAST_ROOM = 1 / 3;
/** A wide search ends after this many measurements in any case. */
const MOST_PROBES = 16;
/** A load nearer than this to the best point gives no new information. */
const NEW_POINT = 0.02;

/**
 * The power over the load has one smooth maximum at full air, and small humps at part air. So a wide search takes steps that
 * are wider than the humps until both neighbours of the best point are worse, tries the peak of the parabola through the
 * three, and does the same again with a fine step around it. When two values are equal, the lower load wins: the chain is
 * faster there and further from a stall.
 */
export class LineSearch {
  /** The load to measure next, 0..1; NaN when the search is over. */
  next = Number.NaN;
  /** The best load so far, 0..1; NaN before the first measurement. */
  best = Number.NaN;
  private readonly centre: Point = { load: Number.NaN, value: Number.NaN, error: 0 };
  private readonly left: Point = { load: Number.NaN, value: Number.NaN, error: 0 };
  private readonly right: Point = { load: Number.NaN, value: Number.NaN, error: 0 };
  private steps: readonly number[] = [];
  private stage = 0;
  private triedPeak = false;
  private preferRight = true;
  private probes = 0;
  private low = 0;
  private high = 1;

  /** The best of the measured loads, 0..1; {@link best} may differ a little from it. */
  get bestMeasured(): number {
    return this.centre.load;
  }

  /**
   * Begins a search at a load that is not measured yet.
   *
   * @param steps distances between the points of each stage, falling
   * @param down true to measure lower loads first
   */
  begin(load: number, steps: readonly number[], down: boolean): void {
    this.steps = steps;
    this.stage = 0;
    this.probes = 0;
    this.triedPeak = false;
    this.forget(this.left);
    this.forget(this.right);
    this.forget(this.centre);
    this.next = this.within(load);
    this.best = Number.NaN;
    this.preferRight = !down && this.high - this.next >= LEAST_ROOM * steps[0]!;
  }

  /** Ends the search at a load that was not measured. */
  adopt(load: number): void {
    this.forget(this.centre);
    this.best = this.within(load);
    this.next = Number.NaN;
  }

  /** Begins a search with one step around a load whose value is known. */
  beginAround(load: number, value: number, error: number, steps: readonly number[]): void {
    this.begin(load, steps, false);
    this.take(value, error);
  }

  /** Sets the range of loads from now on, and chooses the next load again. */
  bound(low: number, high: number): void {
    if (high < this.high) this.preferRight = false;
    this.low = low;
    this.high = Math.max(low, high);
    if (Number.isNaN(this.next)) return;
    if (Number.isNaN(this.centre.load)) this.next = this.within(this.next);
    else this.propose();
  }

  /** True when the best point is within the range. */
  get hasFoothold(): boolean {
    const { load } = this.centre;
    return load >= this.low && load <= this.high;
  }

  /** Takes the measurement at {@link next}: value and standard error in the unit of the objective. */
  take(value: number, error: number): void {
    const load = this.next;
    this.probes++;
    if (Number.isNaN(this.centre.load)) set(this.centre, load, value, error);
    else this.compare(load, value, error);
    this.best = this.centre.load;
    this.propose();
  }

  /** True when this measurement at {@link next} shows a gain that matters but may be chance. */
  isDoubtful(value: number, error: number): boolean {
    const gain = value - this.centre.value;
    const doubt = this.doubt(error);
    return gain > 0 && gain <= doubt && doubt > MATTERS_SHARE * Math.abs(this.centre.value);
  }

  private compare(load: number, value: number, error: number): void {
    const { centre } = this;
    const isRight = load > centre.load;
    if (this.wins(load, value, error)) {
      const behind = isRight ? this.left : this.right;
      set(behind, centre.load, centre.value, centre.error);
      set(centre, load, value, error);
      // The outer point stays when the winner is between it and the old centre.
      if (isRight && !(this.right.load > load)) this.forget(this.right);
      if (!isRight && !(this.left.load < load)) this.forget(this.left);
      this.preferRight = isRight;
    } else set(isRight ? this.right : this.left, load, value, error);
  }

  private wins(load: number, value: number, error: number): boolean {
    const { centre } = this;
    const gain = value - centre.value;
    const doubt = this.doubt(error);
    if (gain > doubt) return true;
    if (gain < -doubt) return false;
    if (load < centre.load) return this.isWide || gain > 0;
    return this.isWide && this.triedPeak;
  }

  /** Differences from the centre's value up to this size do not count. */
  private doubt(error: number): number {
    const { value, error: own } = this.centre;
    return Math.max(SIGNIFICANT_ERRORS * Math.hypot(error, own), SIGNIFICANT_SHARE * Math.abs(value));
  }

  private propose(): void {
    while (this.stage < this.steps.length && this.probes < MOST_PROBES) {
      this.next = this.unseenSide();
      if (!Number.isNaN(this.next)) return;
      if (this.isWide && !this.triedPeak) {
        this.triedPeak = true;
        this.next = this.peak();
        if (Math.abs(this.next - this.centre.load) >= NEW_POINT) return;
      }
      this.endStage();
    }
    this.next = Number.NaN;
  }

  private get isWide(): boolean {
    return this.stage < this.steps.length - 1;
  }

  /** The next load to measure beside the centre; NaN when both sides are known or have no room. */
  private unseenSide(): number {
    const right = this.unseen(this.right, 1);
    const left = this.unseen(this.left, -1);
    const first = this.preferRight ? right : left;
    return Number.isNaN(first) ? (this.preferRight ? left : right) : first;
  }

  private unseen(side: Point, sign: number): number {
    if (!Number.isNaN(side.load)) return Number.NaN;
    const step = this.steps[this.stage]!;
    const load = this.within(this.centre.load + sign * step);
    return (load - this.centre.load) * sign < LEAST_ROOM * step ? Number.NaN : load;
  }

  /** Where the parabola through the three points is highest; NaN when it has no peak between them. */
  private peak(): number {
    const { left, centre, right } = this;
    const rise = (centre.value - left.value) / (centre.load - left.load);
    const fall = (right.value - centre.value) / (right.load - centre.load);
    const curvature = (fall - rise) / (right.load - left.load);
    const load = (left.load + centre.load) / 2 - rise / (2 * curvature);
    return curvature < 0 && load > left.load && load < right.load ? this.within(load) : Number.NaN;
  }

  private isWorse(side: Point): boolean {
    return side.value < this.centre.value - this.doubt(side.error);
  }

  private endStage(): void {
    this.stage++;
    if (this.stage < this.steps.length) {
      this.triedPeak = false;
      this.forget(this.left);
      this.forget(this.right);
    } else if (this.isWorse(this.left) && this.isWorse(this.right)) {
      // Between three points a fine step apart the parabola is better than the middle one of them.
      this.best = this.peak();
    }
  }

  private within(load: number): number {
    return Math.min(this.high, Math.max(this.low, load));
  }

  private forget(point: Point): void {
    set(point, Number.NaN, Number.NaN, 0);
  }
}

function set(point: Point, load: number, value: number, error: number): void {
  point.load = load;
  point.value = value;
  point.error = error;
}
