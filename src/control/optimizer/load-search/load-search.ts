// The search on the generator load: probes one load after the other, holds the best one and follows changes.
import type { LoadReason, LoadSearchState } from '../../../vocabulary/words.js';
import { AirSupply } from './air-supply.js';
import type { Objective } from './average.js';
import type { FeedForward } from './feed-forward.js';
import { GrownMean } from './grown-mean.js';
import { HoldWatch } from './hold-watch.js';
import { Limits } from './limits.js';
import { LineSearch } from './line-search.js';
import { Look, SWINGS } from './look.js';
import { Probe } from './probe.js';
import { READING } from './readings.js';
import { Rhythm } from './rhythm.js';

/** How fast the setpoint moves away from a limit, 1/s. */
const BACK_OFF_PER_S = 0.1;
/** Steps of a wide search; the first is wider than the humps of the power at part air. */
const WIDE_STEPS = [0.25, 0.08] as const;
/** The model's load is held for this time before the first search around it, s: air that changes sooner is not worth one. */
const FIRST_LOOK_S = 420;
/** After a start, or when the setpoint was written, the plant settles for this time, s, before the load moves. */
const LEAST_WAIT_S = 10;
/** Without a running compressor the supply is not known; after this time, s, the search begins without the model. */
const LONGEST_WAIT_S = 60;
/** The time until the next look when the last one found a better load, or the search met swings, seconds. */
const SOON_S = 60;
/** After a look that found no better load, the next look is due in this time, ... */
const LOOK_PERIOD_S = 300;
/** ... and the time doubles with each further one, up to this value, seconds. */
const LONGEST_LOOK_PERIOD_S = 1200;

type Activity = 'idle' | 'probing' | 'backing off';

/**
 * Pure: decides from the readings it is given, once a control tick. The load that the model gives for the present supply of air
 * comes first. It is held, and when the air stays the same, a search around it and later looks to both sides, in which swings have
 * time to grow or to decay, find the best one. The difference is remembered for the next time that the air is the same. Without
 * a model a wide search, in which each load is probed once, comes first.
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
  private readonly look = new Look();
  private readonly rhythm: Rhythm;
  private readonly probe: Probe;
  private activity: Activity = 'idle';
  private bestMean = Number.NaN;
  private isHolding = false;
  private isLooking = false;
  private cause: LoadReason = 'started';
  private heldForS = 0;
  private lookAfterS = 0;
  private waitedS = 0;
  /** True until the model's load has been measured once. */
  private isArriving = false;
  /** True while no search has confirmed the load that is held. */
  private isUnconfirmed = false;

  /**
   * @param revolutionM length of the chain, m
   * @param model null on a plant whose supply of air is not measured
   */
  constructor(
    objective: Objective,
    revolutionM: number,
    private readonly model: FeedForward | null = null,
  ) {
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
    this.settle();
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
    this.settle();
  }

  private settle(): void {
    this.activity = 'idle';
    this.isHolding = false;
    this.waitedS = 0;
  }

  /** Keeps the setpoint. To be called instead of {@link update} while the load must not move. */
  freeze(reason: LoadReason): void {
    if (this.state === 'paused') return;
    // A plant whose power was away has to settle before it is measured.
    if (reason === 'no_power') this.probe.disturb();
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
    else if (this.air.update(readings)) this.beginAgain('air_changed', !this.air.hasGrown);
    else if (this.limits.hasExpired) this.limitExpired();
    else this.act();
    this.report();
  }

  /** What was beyond the limit is looked at step by step: the limit may still be there. */
  private limitExpired(): void {
    if (this.model === null) this.searchWidely('tracking', false);
    else this.lookAfterS = 0;
  }

  private act(): void {
    if (this.activity === 'idle') this.begin();
    else if (this.probe.update(this.readings, this.rhythm)) this.take();
  }

  /** The model needs the power of the running compressor. */
  private begin(): void {
    this.waitedS += this.readings[READING.dtS]!;
    const longestS = Number.isNaN(this.air.powerW) ? LONGEST_WAIT_S : LEAST_WAIT_S;
    if (this.model === null || this.waitedS >= longestS) this.beginAgain(this.cause, false);
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
    const { grown, line, look, probe } = this;
    const isGrown = grown.take(probe.average);
    if (look.startsSwings(probe.load, probe.average)) {
      line.take(look.worthOfSwings(grown.value), 0);
      this.proceed();
      return;
    }
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
    if (this.isArriving) {
      this.isArriving = false;
      watch.begin(mean, error);
    }
    this.limits.safe = probe.load;
    if (this.look.isUndoneBy(probe.average)) this.goBack();
    else if (watch.take(mean, error)) this.objectiveChanged(mean < watch.expected);
    else if (isGrown && this.heldForS >= this.lookAfterS) this.lookAgain();
    else probe.measureAgain();
  }

  /** Returns to where the last look began: its gain was a transient, before swings had grown, or it met a limit. */
  private goBack(): void {
    this.line.adopt(this.look.load);
    this.hold(this.look.mean);
    this.lookAfterS = LONGEST_LOOK_PERIOD_S;
  }

  private objectiveChanged(down: boolean): void {
    if (this.model === null) this.searchWidely('objective_changed', down);
    else this.lookAround('objective_changed', true);
  }

  private lookAgain(): void {
    const isFirst = this.model !== null && !this.model.isTrimmedAt(this.air.powerW);
    this.lookAround('tracking', isFirst);
  }

  private lookAround(cause: LoadReason, widely: boolean): void {
    const { grown, probe } = this;
    this.isHolding = false;
    this.isLooking = true;
    this.cause = cause;
    this.bestMean = grown.value;
    this.look.begin(probe.load, grown);
    this.line.bound(this.limits.low, this.limits.high);
    const nextS = widely ? LOOK_PERIOD_S : 2 * this.lookAfterS;
    this.lookAfterS = Math.max(LOOK_PERIOD_S, Math.min(LONGEST_LOOK_PERIOD_S, nextS));
    this.line.beginAround(probe.load, grown.value, grown.error, this.look.stepsFrom(probe.load, widely));
    this.proceed();
  }

  /** Goes to the next load to measure, or to the best one when the search is over. */
  private proceed(): void {
    const { line } = this;
    if (!Number.isNaN(line.next)) {
      this.moveTo(line.next);
      return;
    }
    const hasMoved = this.isLooking && line.bestMeasured !== this.look.load;
    if (!hasMoved) this.look.forget();
    this.hold(this.bestMean);
  }

  /** Holds the best load, which yielded this mean of the objective. */
  private hold(mean: number): void {
    if (mean === this.look.mean) this.look.forget();
    this.isHolding = true;
    this.isLooking = false;
    this.isUnconfirmed = false;
    this.heldForS = 0;
    if (this.limits.limitAt(this.line.best) === null) this.model?.learn(this.air.powerW, this.line.best);
    this.watch.begin(mean, this.probe.average.error);
    this.moveTo(this.line.best);
  }

  private moveTo(load: number): void {
    this.grown.begin();
    this.probe.moveTo(load);
    this.activity = 'probing';
  }

  /** The plant has changed, so the optimum has too. */
  private beginAgain(cause: LoadReason, down: boolean): void {
    if (this.model === null || Number.isNaN(this.air.powerW)) this.searchWidely(cause, down);
    else {
      if (cause === 'air_changed') this.limits.forget();
      this.goToModel(this.model, cause);
    }
  }

  /** Goes to the load that the model gives for the present air, and holds it. */
  private goToModel(model: FeedForward, cause: LoadReason): void {
    const { air, limits, line } = this;
    this.learnFromBrokenLook();
    line.bound(limits.low, limits.high);
    line.adopt(model.loadAt(air.powerW));
    this.isHolding = true;
    this.isLooking = false;
    this.isArriving = true;
    this.isUnconfirmed = true;
    this.heldForS = 0;
    this.look.forget();
    this.lookAfterS = FIRST_LOOK_S;
    this.bestMean = Number.NaN;
    this.watch.begin(Number.NaN, 0);
    this.cause = cause;
    this.probe.disturb();
    air.learn();
    this.moveTo(line.best);
  }

  /** A look that the air ended has found a better load, or not; the supply of before is the one that {@link air} has learned. */
  private learnFromBrokenLook(): void {
    const { line, air } = this;
    if (!this.isLooking || !(Math.abs(line.bestMeasured - this.look.load) > 0)) return;
    this.model?.learn(air.knownW, line.bestMeasured);
  }

  /** Begins at the present load, without the model. */
  private searchWidely(cause: LoadReason, down: boolean): void {
    this.limits.forget();
    this.line.bound(this.limits.low, this.limits.high);
    this.searchFromHere(cause, down);
  }

  private searchFromHere(cause: LoadReason, down: boolean): void {
    this.isHolding = false;
    this.isLooking = false;
    this.look.forget();
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
    const cameFromLower = this.isLooking && this.look.load < this.probe.load;
    if (cameFromLower) this.goBack();
    else if (!this.isHolding && line.hasFoothold) this.proceed();
    else if (this.model !== null && !Number.isNaN(this.air.powerW)) this.goToModel(this.model, this.cause);
    else this.searchFromHere(this.cause, true);
  }

  private report(): void {
    const isHeld = this.isHolding && !this.isArriving && this.activity !== 'backing off';
    this.state = isHeld ? 'holding' : 'probing';
    const found = this.isUnconfirmed ? 'model' : 'optimum';
    this.reason = isHeld ? (this.limits.limitAt(this.probe.load) ?? found) : this.cause;
    if (isHeld) this.heldForS += this.readings[READING.dtS]!;
  }
}
