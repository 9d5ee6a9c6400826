// The search on the generator load: probes one load after the other, holds the best one and follows changes.
import type { LoadReason, LoadSearchState } from '../../../vocabulary/words.js';
import { AirSupply } from './air-supply.js';
import type { Objective } from './average.js';
import { GrownMean } from './grown-mean.js';
import { HoldWatch } from './hold-watch.js';
import { Limits } from './limits.js';
import { LineSearch } from './line-search.js';
import { Probe } from './probe.js';
import { READING } from './readings.js';
import { Rhythm } from './rhythm.js';

/** How fast the setpoint moves away from a limit, 1/s. */
const BACK_OFF_PER_S = 0.1;
/** Steps of a wide search; the first is wider than the humps of the power at part air. */
const WIDE_STEPS = [0.25, 0.08] as const;
/** Step of a look to both sides: fine enough for the load at which swings begin, which is the optimum at part air. */
const LOOK_STEPS = [0.02] as const;
/** The time until the next look when the last one found a better load, or the search met swings, seconds. */
const SOON_S = 60;
/** A chain that swings by more than this share of its speed really swings; below it may be noise. */
const SWINGS = 0.1;
/** After a look that found no better load, the next look is due in this time, ... */
const LOOK_PERIOD_S = 300;
/** ... and the time doubles with each further one, up to this value, seconds. */
const LONGEST_LOOK_PERIOD_S = 1200;

type Activity = 'idle' | 'probing' | 'backing off';

/**
 * Pure: decides from the readings it is given, once a control tick. A wide search, in which each load is probed once, finds
 * the best load to within a few percent of its yield. Then this load is held, and looks to both sides, in which swings
 * have time to grow or to decay, find the best one.
 */
export class LoadSearch {
  readonly readings = new Float64Array(READING.length);
  /** What the search does, and why. */
  state: LoadSearchState = 'frozen';
  reason: LoadReason = 'not_running';
  private readonly limits = new Limits();
  private readonly line = new LineSearch();
  private readonly air = new AirSupply();
  private readonly watch = new HoldWatch();
  private readonly grown = new GrownMean();
  private readonly rhythm: Rhythm;
  private readonly probe: Probe;
  private activity: Activity = 'idle';
  private bestMean = Number.NaN;
  private isHolding = false;
  private isLooking = false;
  private cause: LoadReason = 'started';
  private heldForS = 0;
  private lookAfterS = 0;

  /** @param revolutionM length of the chain, m */
  constructor(objective: Objective, revolutionM: number) {
    this.rhythm = new Rhythm(objective === 'efficiency');
    this.probe = new Probe(objective, revolutionM);
  }

  /** The best load known, 0..1; NaN before there is one. */
  get best(): number {
    return this.line.best;
  }

  /** The objective at the best load, in W or as a ratio; NaN before there is one. */
  get bestValue(): number {
    return this.isHolding ? this.watch.expected : this.bestMean;
  }

  /** The plant starts: everything known from before is forgotten, and so is a load set by hand. */
  start(): void {
    this.state = 'frozen';
    this.reason = 'not_running';
    this.cause = 'started';
    this.activity = 'idle';
    this.limits.forget();
  }

  /** The load was set by hand: the search does not move it until the next start. */
  pause(): void {
    this.state = 'paused';
    this.reason = 'set_by_hand';
  }

  /** The setpoint was written once: the search continues from there. */
  goOnFromHere(): void {
    this.cause = 'setpoint_written';
    this.activity = 'idle';
  }

  /** Keeps the setpoint. To be called instead of {@link update} while the load must not move. */
  freeze(reason: LoadReason): void {
    if (this.state === 'paused') return;
    this.state = 'frozen';
    this.reason = reason;
  }

  /** One control tick of a running plant with usable readings; moves the setpoint in {@link readings}. */
  update(): void {
    if (this.state === 'paused') return;
    if (this.state === 'frozen') this.probe.restart();
    const { readings } = this;
    this.rhythm.update(readings);
    if (this.limits.update(readings)) this.backOff();
    else if (this.activity === 'backing off') this.resume();
    else if (this.air.update(readings)) this.searchWidely('air_changed', !this.air.hasGrown);
    else this.act();
    this.report();
  }

  private act(): void {
    if (this.activity === 'idle') this.searchWidely(this.cause, false);
    else if (this.probe.update(this.readings, this.rhythm)) this.take();
  }

  private take(): void {
    if (Number.isNaN(this.probe.average.mean)) this.probe.measureAgain();
    else if (this.isHolding) this.takeHeld();
    else if (this.isLooking) this.takeLook();
    else this.takeProbe();
  }

  private takeProbe(): void {
    const { mean, worth, error, swing } = this.probe.average;
    if (swing >= SWINGS) this.lookAfterS = SOON_S;
    if (Number.isNaN(this.line.best)) this.air.learn();
    this.line.take(worth, error);
    if (this.line.bestMeasured === this.probe.load) this.bestMean = mean;
    this.proceed();
  }

  private takeLook(): void {
    const { grown, line, probe } = this;
    const isGrown = grown.take(probe.average);
    if (!isGrown || (!grown.isFinal && line.isDoubtful(grown.value, grown.error))) {
      probe.measureAgain();
      return;
    }
    line.take(grown.value, grown.error);
    if (line.bestMeasured === probe.load) {
      this.bestMean = grown.value;
      this.lookAfterS = SOON_S;
    }
    this.proceed();
  }

  private takeHeld(): void {
    const { grown, probe, watch } = this;
    const { mean, error } = probe.average;
    const isGrown = grown.take(probe.average);
    if (watch.take(mean, error)) this.searchWidely('objective_changed', mean < watch.expected);
    else if (isGrown && this.heldForS >= this.lookAfterS) this.lookAround();
    else probe.measureAgain();
  }

  private lookAround(): void {
    const { grown } = this;
    this.isHolding = false;
    this.isLooking = true;
    this.cause = 'tracking';
    this.bestMean = grown.value;
    this.lookAfterS = Math.max(LOOK_PERIOD_S, Math.min(LONGEST_LOOK_PERIOD_S, 2 * this.lookAfterS));
    this.line.beginAround(this.probe.load, grown.value, grown.error, LOOK_STEPS);
    this.proceed();
  }

  /** Goes to the next load to measure, or to the best one when the search is over. */
  private proceed(): void {
    const { line } = this;
    if (Number.isNaN(line.next)) {
      this.isHolding = true;
      this.isLooking = false;
      this.heldForS = 0;
      this.watch.begin(this.bestMean, this.probe.average.error);
      this.moveTo(line.best);
    } else this.moveTo(line.next);
  }

  private moveTo(load: number): void {
    this.grown.begin();
    this.probe.moveTo(load);
    this.activity = 'probing';
  }

  /** The plant has changed, so the optimum has too: begins again at the present load. */
  private searchWidely(cause: LoadReason, down: boolean): void {
    this.limits.forget();
    this.line.bound(this.limits.low, this.limits.high);
    this.searchFromHere(cause, down);
  }

  private searchFromHere(cause: LoadReason, down: boolean): void {
    this.isHolding = false;
    this.isLooking = false;
    this.lookAfterS = this.limits.high < 1 ? SOON_S : LOOK_PERIOD_S;
    if (cause !== 'started' && cause !== 'setpoint_written') this.probe.disturb();
    this.cause = cause;
    this.bestMean = Number.NaN;
    this.air.learn();
    // A swinging chain has too much load for its air.
    this.line.begin(this.readings[READING.setpoint]!, WIDE_STEPS, down || this.rhythm.swings);
    this.moveTo(this.line.next);
  }

  private backOff(): void {
    const { readings, limits } = this;
    const moved = readings[READING.setpoint]! + limits.wayOut * BACK_OFF_PER_S * readings[READING.dtS]!;
    readings[READING.setpoint] = Math.min(1, Math.max(0, moved));
    this.activity = 'backing off';
    this.probe.disturb();
    if (limits.near !== null) this.cause = limits.near;
  }

  /** The limit is not near any more: returns to the best point if it is within the limit, otherwise the search begins here. */
  private resume(): void {
    const { limits, line } = this;
    line.bound(limits.low, limits.high);
    if (!this.isHolding && line.hasFoothold) this.proceed();
    else this.searchFromHere(this.cause, true);
  }

  private report(): void {
    const isHeld = this.isHolding && this.activity !== 'backing off';
    this.state = isHeld ? 'holding' : 'probing';
    this.reason = isHeld ? (this.limits.limitAt(this.probe.load) ?? 'optimum') : this.cause;
    if (isHeld) this.heldForS += this.readings[READING.dtS]!;
  }
}
