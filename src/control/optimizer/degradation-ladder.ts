// The degradation ladder: what each step leaves out, when to go down a step, and when to try a better step again.
import type { DegradationCause, OptimizerStanding } from '../../vocabulary/words.js';

/** Step 5, the trip, belongs to the interlocks. */
export const STEP = {
  normal: 0,
  fewerStreams: 1,
  reducedValidation: 2,
  twinPaused: 3,
  priorityOnly: 4,
  tripped: 5,
} as const;

/** Above this share of the period a tick is overloaded: the rest is needed for work that the tick cannot measure itself. */
const OVERLOAD_SHARE = 0.9;
/** Below this share a better step may be tried. */
const RELAXED_SHARE = 0.75;
/** This much evidence is an overload: three ticks over the budget, or nine ticks missed because of other programs. */
const EVIDENCE = 3;
const OVER_BUDGET_WEIGHT = 1;
/** A delay by the operating system rarely lasts longer than one tick, and leaving work out would not have prevented it. */
const MISSED_WEIGHT = 1 / 3;
/** Each good tick removes this much of the evidence. */
const FORGET = 0.1;
const ROUNDING = 1e-9;
/** After a step down, the ladder waits this long for its effect before the next step. */
const SETTLE_S = 0.5;
/** A step up needs the cause to be away for this long. */
const HOLD_S = 1.5;
/** The wait after a failed step up: each try may cost one missed tick, so there is at most one in five seconds. */
const HOLD_AFTER_FAILURE_S = 5;
/** A step up has failed when it has to be taken back within this time. */
const TRIAL_S = 2;
/** A cause that returns this soon after a step up is intermittent: the hold time doubles each time, up to the longest. */
const RELAPSE_S = 60;
const LONGEST_HOLD_S = 60;
/** After this time without a relapse the hold time has its first value again. */
const FORGIVEN_S = 2 * LONGEST_HOLD_S;
/** The tick that takes a step, and the tick after it, still report the compute time of the step before. */
const LAGGING_TICKS = 2;

export class DegradationLadder {
  /** 0..4. */
  step = 0;
  /** The cause of the last step down; null when there was none. */
  cause: DegradationCause | null = null;
  /** True when ticks took too long or were missed, as of the last {@link update}. */
  overloaded = false;
  /** True when the last step down only took back a step up that was being tried. */
  tookBack = false;
  private evidence = 0;
  private changedS = Number.NEGATIVE_INFINITY;
  private calmSinceS = Number.NaN;
  private steppedUp = false;
  private holdS = HOLD_S;
  private ticksOnStep = 0;
  private lastUpS = Number.NEGATIVE_INFINITY;
  private relapses = 0;
  private relapsedS = Number.NEGATIVE_INFINITY;

  /**
   * One control tick; true when the step has changed.
   *
   * @param usedShare compute time of the last tick as a share of the period
   * @param missed control ticks that were skipped before this one
   * @param unstable a stability limit is violated, and the configuration asks to degrade then
   * @param floor the lowest step that the recovery allows; 0 for none
   */
  update(nowS: number, usedShare: number, missed: number, unstable: boolean, floor = 0): boolean {
    const cause = causeOf(usedShare, missed, unstable) ?? (this.step < floor ? 'recovery' : null);
    this.overloaded = cause === 'compute_budget' || cause === 'missed_ticks';
    this.ticksOnStep++;
    this.weigh(cause);
    if (cause !== null && this.mayGoDown(nowS)) return this.goDown(cause, nowS);
    if (cause === 'compute_budget' && this.ticksOnStep > LAGGING_TICKS && this.countRelapse(nowS))
      this.holdS = Math.min(LONGEST_HOLD_S, 2 * this.holdS);
    const isHeld = floor > 0 && this.step <= floor;
    if (cause !== null || isHeld || usedShare > RELAXED_SHARE) this.calmSinceS = Number.NaN;
    else if (Number.isNaN(this.calmSinceS)) this.calmSinceS = nowS;
    return this.step > 0 && nowS - this.calmSinceS >= this.holdS && this.goUp(nowS);
  }

  /** What the ladder waits for; `nowS` is the time of the last {@link update}. */
  standing(nowS: number): Exclude<OptimizerStanding, 'frozen'> {
    if (this.isTrial(nowS)) return 'trial';
    if (this.step === STEP.normal) return 'relaxed';
    return Number.isNaN(this.calmSinceS) ? 'pressed' : 'waiting';
  }

  /** Returns to step 0, as after a reset. */
  reset(): void {
    this.step = 0;
    this.cause = null;
    this.evidence = 0;
    this.holdS = HOLD_S;
    this.steppedUp = false;
    this.changedS = Number.NEGATIVE_INFINITY;
    this.calmSinceS = Number.NaN;
    this.lastUpS = Number.NEGATIVE_INFINITY;
    this.relapses = 0;
    this.overloaded = false;
    this.tookBack = false;
  }

  private weigh(cause: DegradationCause | null): void {
    if (cause === 'recovery') this.evidence = EVIDENCE;
    else if (cause === null) this.evidence = Math.max(0, this.evidence - FORGET);
    else this.evidence += cause === 'missed_ticks' ? MISSED_WEIGHT : OVER_BUDGET_WEIGHT;
  }

  /** Ends a failed trial at once. Otherwise it needs enough evidence, and the last step needs time to take effect. */
  private mayGoDown(nowS: number): boolean {
    if (this.isTrial(nowS)) return true;
    return this.evidence >= EVIDENCE - ROUNDING && nowS - this.changedS >= SETTLE_S;
  }

  private isTrial(nowS: number): boolean {
    return this.steppedUp && nowS - this.changedS <= TRIAL_S;
  }

  private goDown(cause: DegradationCause, nowS: number): boolean {
    const isTrial = this.isTrial(nowS);
    this.calmSinceS = Number.NaN;
    this.tookBack = isTrial;
    this.steppedUp = false;
    const holdS = isTrial ? HOLD_AFTER_FAILURE_S : HOLD_S;
    if (!isTrial || cause === 'recovery') this.countRelapse(nowS);
    this.holdS = Math.min(LONGEST_HOLD_S, holdS * 2 ** this.relapsesAt(nowS));
    if (this.step === STEP.priorityOnly) return false;
    this.evidence = EVIDENCE;
    this.step++;
    this.cause = cause;
    this.changedS = nowS;
    this.ticksOnStep = 0;
    return true;
  }

  private goUp(nowS: number): boolean {
    this.step--;
    this.changedS = nowS;
    this.ticksOnStep = 0;
    this.lastUpS = nowS;
    this.steppedUp = true;
    // The first success after a failure: the trouble is over, so the remaining steps up are quick.
    this.holdS = HOLD_S;
    this.calmSinceS = nowS;
    this.evidence = 0;
    return true;
  }

  /**
   * Notes a cause that a trial did not bring about: when it returns soon after a step up, it is an intermittent cause.
   * Each step up counts once.
   */
  private countRelapse(nowS: number): boolean {
    if (this.isTrial(nowS) || nowS - this.lastUpS > RELAPSE_S) return false;
    this.relapses = this.relapsesAt(nowS) + 1;
    this.relapsedS = nowS;
    this.lastUpS = Number.NEGATIVE_INFINITY;
    return true;
  }

  private relapsesAt(nowS: number): number {
    return nowS - this.relapsedS > FORGIVEN_S ? 0 : this.relapses;
  }
}

function causeOf(usedShare: number, missed: number, unstable: boolean): DegradationCause | null {
  if (usedShare > OVERLOAD_SHARE) return 'compute_budget';
  if (missed > 0) return 'missed_ticks';
  return unstable ? 'stability' : null;
}
