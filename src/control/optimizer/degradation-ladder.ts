// The degradation ladder: what each step leaves out, when to go down a step, and when to try the one above again.
import type { DegradationCause, OptimizerStanding } from '../vocabulary.js';

/** Step 5, the trip, belongs to the interlocks. */
export const STEP = {
  normal: 0,
  fewerStreams: 1,
  reducedValidation: 2,
  twinPaused: 3,
  priorityOnly: 4,
  tripped: 5,
} as const;

/** Above this share of the period there is no room for what a tick does not measure of itself. */
const OVERLOAD_SHARE = 0.9;
/** Below this share a better step is worth a try. */
const RELAXED_SHARE = 0.75;
/** So much evidence makes an overload: three ticks over the budget, or nine that were missed for reasons not our own. */
const EVIDENCE = 3;
const OVER_BUDGET_WEIGHT = 1;
/** What the operating system does to a tick is mostly over with it, and little that we leave out would have helped. */
const MISSED_WEIGHT = 1 / 3;
/** Each tick without any takes so much of the evidence away. */
const FORGET = 0.1;
const ROUNDING = 1e-9;
/** After a step down its effect is awaited before the next. */
const SETTLE_S = 0.5;
/** A step up needs its cause to have been away for so long. */
const HOLD_S = 1.5;
/** After a step up that went wrong: trying again may cost one missed tick, so at most once in five seconds. */
const HOLD_AFTER_FAILURE_S = 5;
/** A step up has gone wrong when it has to be taken back within this time. */
const TRIAL_S = 2;
/** A cause that is back so soon after a step up comes and goes: each time the hold is doubled, up to the longest. */
const RELAPSE_S = 60;
const LONGEST_HOLD_S = 60;
/** Without a relapse for so long the hold is what it was. */
const FORGIVEN_S = 2 * LONGEST_HOLD_S;
/** The tick in which a step is taken, and the one after that, still took the time of the step before. */
const LAGGING_TICKS = 2;

export class DegradationLadder {
  /** 0..4. */
  step = 0;
  /** Why the last step down was taken; null when none was. */
  cause: DegradationCause | null = null;
  /** Ticks take too long or are missed, as of the last {@link update}. */
  overloaded = false;
  /** The last step down took back a step up that was being tried, so it is no news. */
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
   * @param unstable a stability limit is violated and that is to be answered by degrading
   * @param floor the recovery asks for this step at least; 0 for none
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

  /** What the step is waiting for, `nowS` being that of the last {@link update}. */
  standing(nowS: number): Exclude<OptimizerStanding, 'frozen'> {
    if (this.isTrial(nowS)) return 'trial';
    if (this.step === STEP.normal) return 'relaxed';
    return Number.isNaN(this.calmSinceS) ? 'pressed' : 'waiting';
  }

  /** Back to normal, as after a reset. */
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

  /** A trial that goes wrong is ended at once; otherwise it takes evidence, and the last step gets its time to work. */
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
    // A first success after a failure: what went wrong is over, so the rest of the way up is quick.
    this.holdS = HOLD_S;
    this.calmSinceS = nowS;
    this.evidence = 0;
    return true;
  }

  /**
   * There is a cause that is not the work of a step that is being tried: whether it is back after a step up, and so one
   * that comes and goes. Each step up counts once.
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
