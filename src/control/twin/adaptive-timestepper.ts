// Chooses the timestep of the digital twin: error pulls it down, load pushes it up, and where they disagree load wins.
import { TWIN_REASONS } from '../../vocabulary/words.js';

/** Target error of a step, as {@link BogackiShampine.error} measures it. */
export const ERROR_TOLERANCE = 2e-5;
/** Largest share of its time budget that the control tick should use. */
export const TARGET_LOAD = 0.8;
/** Below this load the timestep may come down again; between the two it stays, so that its own cost cannot make it swing. */
const RELAXED_LOAD = 0.6;

/** K. Gustafsson's PI controller for a third-order method: exponents of the present and the last error. */
const INTEGRAL = 0.7 / 3;
const PROPORTIONAL = 0.4 / 3;
const SAFETY = 0.9;
const MIN_FACTOR = 0.5;
const MAX_FACTOR = 1.25;
/** No step down while the error is within tolerance, no step up smaller than this: the timestep must not follow noise. */
const GROW_ABOVE = 1.2;
/** Errors are limited to these bounds, so that one huge error is not remembered for long. */
const SMALLEST_ERROR = 1e-12;
const LARGEST_ERROR = 10 * ERROR_TOLERANCE;
/** An earlier, larger error decays by this factor per decision: a step down is quick, a step up needs calm time. */
const ERROR_MEMORY = 0.9;

/** Weight of the newest load: one slow tick is not an overload. */
const LOAD_WEIGHT = 0.3;
const MIN_PUSH = 1.02;
const MAX_PUSH = 1.5;
const RELAX = 0.98;

const REASON = Object.fromEntries(TWIN_REASONS.map((name, i) => [name, i])) as Record<
  (typeof TWIN_REASONS)[number],
  number
>;

export interface TimestepperOptions {
  /** `false` keeps the timestep where it begins. */
  readonly adaptive: boolean;
  /** Seconds. */
  readonly minTimestep: number;
  /** Seconds, at least `minTimestep`. */
  readonly maxTimestep: number;
  /** First timestep, s; between the limits by default. */
  readonly initialTimestep?: number;
}

/** Set {@link error} and {@link load}, then {@link decide}: fields, because doubles as arguments may be allocated. */
export class AdaptiveTimestepper {
  /** The decision, in seconds; always within the limits. */
  timestepS: number;
  /** What decided, an index into TWIN_REASONS. */
  reason: number;
  /** True when the last decision was to change the timestep, judged before it was changed. */
  adjusted = false;
  /** Decisions that changed the timestep, since the start. */
  adjustments = 0;

  /** In: error of the last step, 0 or more. */
  error = 0;
  /** In: share of its time budget that the last control tick used; above 1 when it overran. */
  load = 0;

  private min = 0;
  private max = 0;
  private adaptive = true;
  private lastError = ERROR_TOLERANCE;
  private smoothLoad = 0;
  private isCalming = false;
  /** The smallest timestep that the load allows, s. */
  private floorS: number;

  constructor(options: TimestepperOptions) {
    const { minTimestep, maxTimestep, initialTimestep } = options;
    this.floorS = minTimestep;
    this.timestepS = initialTimestep ?? Math.sqrt(minTimestep * maxTimestep);
    this.reason = REASON.steady;
    this.configure(options);
  }

  /**
   * Replaces the limits. The timestep changes only when it is beyond one of them.
   *
   * @throws RangeError when the limits make no sense
   */
  configure({ adaptive, minTimestep, maxTimestep }: TimestepperOptions): void {
    if (!(minTimestep > 0 && maxTimestep >= minTimestep)) {
      throw new RangeError(`timestep limits ${minTimestep}..${maxTimestep} s: give 0 < minimum <= maximum`);
    }
    this.adaptive = adaptive;
    this.min = minTimestep;
    this.max = maxTimestep;
    this.floorS = Math.min(maxTimestep, Math.max(minTimestep, this.floorS));
    this.timestepS = Math.min(maxTimestep, Math.max(minTimestep, this.timestepS));
    if (!adaptive) this.reason = REASON.fixed;
    else if (this.reason === REASON.fixed) this.reason = REASON.steady;
  }

  /** Goes to the smallest timestep that the load allows, independent of the error. A fixed timestep does not change. */
  beginCalm(): void {
    if (!this.adaptive) return;
    this.isCalming = true;
    this.lastError = ERROR_TOLERANCE;
    this.timestepS = this.floorS;
  }

  endCalm(): void {
    this.isCalming = false;
  }

  /** Takes one decision, after a step of the model. */
  decide(): void {
    if (!this.adaptive) return;
    const wantedByError = this.isCalming ? this.min : this.stepForError();
    this.followLoad();
    const next = Math.min(this.max, Math.max(wantedByError, this.floorS));
    this.adjusted = next !== this.timestepS;
    if (this.adjusted) this.adjustments++;
    this.timestepS = next;
    this.reason = this.explain(wantedByError);
  }

  private stepForError(): number {
    const latest = Number.isNaN(this.error)
      ? LARGEST_ERROR
      : Math.min(LARGEST_ERROR, Math.max(this.error, SMALLEST_ERROR));
    const { lastError } = this;
    const error = Math.max(latest, lastError * ERROR_MEMORY);
    this.lastError = error;
    // The usual case on a steady plant: there is no step up from the largest timestep, so the powers need not be computed.
    if (error <= ERROR_TOLERANCE && this.timestepS === this.max) return this.max;
    const wanted =
      SAFETY * (ERROR_TOLERANCE / error) ** INTEGRAL * (lastError / ERROR_TOLERANCE) ** PROPORTIONAL;
    if (error <= ERROR_TOLERANCE && wanted < GROW_ABOVE) return this.timestepS;
    const factor = Math.min(MAX_FACTOR, Math.max(MIN_FACTOR, wanted));
    return Math.min(this.max, Math.max(this.min, this.timestepS * factor));
  }

  private followLoad(): void {
    if (Number.isFinite(this.load)) this.smoothLoad += LOAD_WEIGHT * (this.load - this.smoothLoad);
    if (this.smoothLoad > TARGET_LOAD) {
      const push = Math.min(MAX_PUSH, Math.max(MIN_PUSH, this.smoothLoad / TARGET_LOAD));
      this.floorS = Math.min(this.max, Math.max(this.floorS, this.timestepS) * push);
    } else if (this.smoothLoad < RELAXED_LOAD) {
      this.floorS = Math.max(this.min, this.floorS * RELAX);
    }
  }

  private explain(wantedByError: number): number {
    if (this.floorS > wantedByError || this.smoothLoad > TARGET_LOAD) return REASON.load;
    if (this.timestepS === this.min || this.timestepS === this.max) return REASON.limit;
    return this.adjusted ? REASON.error : REASON.steady;
  }
}
