// The degradation ladder: what each step leaves out, when to go down a step, and when to try the one above again.
import type { DegradationCause, OptimizerStanding } from '../states.js';

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

export class DegradationLadder {
  /** 0..4. */
  step = 0;
  /** Why the last step down was taken; null when none was. */
  cause: DegradationCause | null = null;
  private evidence = 0;
  private changedS = Number.NEGATIVE_INFINITY;
  private calmSinceS = Number.NaN;
  private steppedUp = false;
  private holdS = HOLD_S;

  /**
   * One control tick; true when the step has changed.
   *
   * @param usedShare compute time of the last tick as a share of the period
   * @param missed control ticks that were skipped before this one
   * @param unstable a stability limit is violated and that is to be answered by degrading
   */
  update(nowS: number, usedShare: number, missed: number, unstable: boolean): boolean {
    const cause = causeOf(usedShare, missed, unstable);
    this.weigh(cause);
    if (cause !== null && this.mayGoDown(nowS)) return this.goDown(cause, nowS);
    if (cause !== null || usedShare > RELAXED_SHARE) this.calmSinceS = Number.NaN;
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
  }

  private weigh(cause: DegradationCause | null): void {
    if (cause === null) this.evidence = Math.max(0, this.evidence - FORGET);
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
    this.calmSinceS = Number.NaN;
    this.holdS = this.isTrial(nowS) ? HOLD_AFTER_FAILURE_S : HOLD_S;
    this.steppedUp = false;
    if (this.step === STEP.priorityOnly) return false;
    this.evidence = EVIDENCE;
    this.step++;
    this.cause = cause;
    this.changedS = nowS;
    return true;
  }

  private goUp(nowS: number): boolean {
    this.step--;
    this.changedS = nowS;
    this.steppedUp = true;
    // A first success after a failure: what went wrong is over, so the rest of the way up is quick.
    this.holdS = HOLD_S;
    this.calmSinceS = nowS;
    this.evidence = 0;
    return true;
  }
}

function causeOf(usedShare: number, missed: number, unstable: boolean): DegradationCause | null {
  if (usedShare > OVERLOAD_SHARE) return 'compute_budget';
  if (missed > 0) return 'missed_ticks';
  return unstable ? 'stability' : null;
}
