// The search on the generator load: probes one load after the other, holds the best one and follows what changes.
import type { LoadReason, LoadSearchState } from '../../states.js';
import { AirSupply } from './air-supply.js';
import { Average, type Objective } from './average.js';
import { HoldWatch } from './hold-watch.js';
import { Limits } from './limits.js';
import { LineSearch } from './line-search.js';
import { READING } from './readings.js';
import { Rhythm } from './rhythm.js';

/** How fast the setpoint moves from one load to the next, 1/s: the chain follows within a few seconds. */
const RAMP_PER_S = 0.02;
/** How fast it moves away from a limit, 1/s. */
const BACK_OFF_PER_S = 0.1;
/** Steps of a wide search; the first is wider than the humps of the power at part air. */
const WIDE_STEPS = [0.25, 0.08] as const;
/** Step of the occasional look to both sides: at the optimum it costs 0.4 % of the power while it lasts. */
const TRACKING_STEPS = [0.05] as const;
/** Time between two such looks, seconds. */
const TRACKING_PERIOD_S = 300;
/** After a step the plant has settled when all air in the floaters is of the new speed, and after this at the least, ... */
const SETTLE_LEAST_S = 8;
/** ... but a chain that hardly turns is not waited for, seconds. */
const SETTLE_MOST_S = 45;

type Activity = 'idle' | 'ramping' | 'settling' | 'measuring' | 'backing off';

/**
 * Pure: decides from the readings it is given, once a control tick. A probe is a ramp to another load, a wait for one
 * revolution of the chain, and an average over at least another one (see {@link Average}).
 */
export class LoadSearch {
  readonly readings = new Float64Array(READING.length);
  /** What it does, and why. */
  state: LoadSearchState = 'frozen';
  reason: LoadReason = 'not_running';
  private readonly limits = new Limits();
  private readonly line = new LineSearch();
  private readonly air = new AirSupply();
  private readonly watch = new HoldWatch();
  private readonly rhythm: Rhythm;
  private readonly average: Average;
  private activity: Activity = 'idle';
  private target = 0;
  private bestMean = Number.NaN;
  /** What happened before the ramp takes the plant twice as long to get over. */
  private wasDisturbed = false;
  private isHolding = false;
  private cause: LoadReason = 'started';
  private heldForS = 0;
  private settledForS = 0;
  private settledPathM = 0;

  /** @param revolutionM length of the chain, m */
  constructor(
    objective: Objective,
    private readonly revolutionM: number,
  ) {
    this.rhythm = new Rhythm(objective === 'efficiency');
    this.average = new Average(objective, revolutionM);
  }

  /** The best load known, 0..1; NaN before there is one. */
  get best(): number {
    return this.line.best;
  }

  /** The objective there, in W or as a ratio; NaN before there is one. */
  get bestValue(): number {
    return this.isHolding ? this.watch.expected : this.bestMean;
  }

  /** The plant starts: what was known of it before does not count, nor that the load was set by hand. */
  start(): void {
    this.state = 'frozen';
    this.reason = 'not_running';
    this.cause = 'started';
    this.activity = 'idle';
    this.limits.forget();
  }

  /** The load was set by hand: the search leaves it there until the next start. */
  pause(): void {
    this.state = 'paused';
    this.reason = 'set_by_hand';
  }

  /** The setpoint was written once, and the search goes on from it. */
  goOnFromHere(): void {
    this.cause = 'setpoint_written';
    this.activity = 'idle';
  }

  /** Leaves the setpoint where it is, for as long as this is called instead of {@link update}. */
  freeze(reason: LoadReason): void {
    if (this.state === 'paused') return;
    this.state = 'frozen';
    this.reason = reason;
  }

  /** One control tick of a running plant that can be seen; moves the setpoint in {@link readings}. */
  update(): void {
    if (this.state === 'paused') return;
    if (this.state === 'frozen') this.thaw();
    const { readings } = this;
    this.rhythm.update(readings);
    if (this.limits.update(readings)) this.backOff();
    else if (this.activity === 'backing off') this.resume();
    else if (this.air.update(readings)) this.searchWidely('air_changed', !this.air.hasGrown);
    else this.act();
    this.report();
  }

  /** What was being measured when the plant could not be seen is measured again. */
  private thaw(): void {
    if (this.activity !== 'idle') this.activity = 'ramping';
  }

  private act(): void {
    switch (this.activity) {
      case 'ramping':
        this.ramp();
        break;
      case 'settling':
        this.settle();
        break;
      case 'measuring':
        if (this.average.update(this.readings, this.rhythm)) this.take();
        break;
      default:
        this.searchWidely(this.cause, false);
    }
  }

  private ramp(): void {
    const { readings } = this;
    const setpoint = readings[READING.setpoint]!;
    const most = RAMP_PER_S * readings[READING.dtS]!;
    const step = Math.min(most, Math.max(-most, this.target - setpoint));
    readings[READING.setpoint] = Math.abs(this.target - setpoint) <= most ? this.target : setpoint + step;
    if (readings[READING.setpoint] !== this.target) return;
    this.activity = 'settling';
    this.settledForS = 0;
    this.settledPathM = 0;
  }

  private settle(): void {
    const dtS = this.readings[READING.dtS]!;
    this.settledForS += dtS;
    this.settledPathM += this.readings[READING.velocityMps]! * dtS;
    const revolutionsM = this.revolutionM * (this.wasDisturbed ? 2 : 1);
    const isThrough = this.settledPathM >= revolutionsM && this.settledForS >= SETTLE_LEAST_S;
    if (!isThrough && this.settledForS < SETTLE_MOST_S) return;
    this.wasDisturbed = false;
    this.measure();
  }

  private measure(): void {
    this.average.begin();
    this.activity = 'measuring';
  }

  private take(): void {
    const { mean, error } = this.average;
    if (Number.isNaN(mean)) this.measure();
    else if (this.isHolding) this.takeHeld(mean, error);
    else this.takeProbe();
  }

  private takeProbe(): void {
    const { mean, worth, error } = this.average;
    if (Number.isNaN(this.line.best)) this.air.learn();
    this.line.take(worth, error);
    if (this.line.bestMeasured === this.target) this.bestMean = mean;
    this.proceed();
  }

  private takeHeld(mean: number, error: number): void {
    const { watch } = this;
    if (watch.take(mean, error)) {
      this.searchWidely('objective_changed', mean < watch.expected);
    } else if (this.heldForS >= TRACKING_PERIOD_S) {
      this.isHolding = false;
      this.cause = 'tracking';
      this.bestMean = watch.expected;
      this.line.beginAround(this.target, this.average.worth, error, TRACKING_STEPS);
      this.proceed();
    } else this.measure();
  }

  /** To the load that is to be measured next, or to the best one when the search is over. */
  private proceed(): void {
    const { line } = this;
    if (Number.isNaN(line.next)) {
      this.isHolding = true;
      this.heldForS = 0;
      this.watch.begin(this.bestMean, this.average.error);
      this.moveTo(line.best);
    } else this.moveTo(line.next);
  }

  private moveTo(load: number): void {
    this.target = load;
    this.activity = 'ramping';
  }

  /** Another plant, another optimum: begins at the present load with nothing known. */
  private searchWidely(cause: LoadReason, down: boolean): void {
    this.limits.forget();
    this.line.bound(this.limits.low, this.limits.high);
    this.searchFromHere(cause, down);
  }

  private searchFromHere(cause: LoadReason, down: boolean): void {
    this.isHolding = false;
    this.wasDisturbed = cause !== 'started' && cause !== 'setpoint_written';
    this.cause = cause;
    this.bestMean = Number.NaN;
    this.air.learn();
    // A chain that swings has too much load for its air.
    this.line.begin(this.readings[READING.setpoint]!, WIDE_STEPS, down || this.rhythm.swings);
    this.moveTo(this.line.next);
  }

  private backOff(): void {
    const { readings, limits } = this;
    const moved = readings[READING.setpoint]! + limits.wayOut * BACK_OFF_PER_S * readings[READING.dtS]!;
    readings[READING.setpoint] = Math.min(1, Math.max(0, moved));
    this.activity = 'backing off';
    this.wasDisturbed = true;
    if (limits.near !== null) this.cause = limits.near;
  }

  /** Out of reach of the limit: back to the best point if that was within it, otherwise the search begins here. */
  private resume(): void {
    const { limits, line } = this;
    line.bound(limits.low, limits.high);
    if (!this.isHolding && line.hasFoothold) this.proceed();
    else this.searchFromHere(this.cause, true);
  }

  private report(): void {
    const isHeld = this.isHolding && this.activity !== 'backing off';
    this.state = isHeld ? 'holding' : 'probing';
    this.reason = isHeld ? (this.limits.limitAt(this.target) ?? 'optimum') : this.cause;
    if (isHeld) this.heldForS += this.readings[READING.dtS]!;
  }
}
