// The degradation ladder: what each step leaves out, when to go down a step, and when to try the one above again.

/** Step 5, the trip, belongs to the interlocks. */
export const STEP = {
  normal: 0,
  fewerStreams: 1,
  reducedValidation: 2,
  twinPaused: 3,
  priorityOnly: 4,
  tripped: 5,
} as const;

/** What makes the ladder go down. */
export type DegradationCause = 'missed_ticks' | 'compute_budget' | 'stability';

/** Above this share of the period there is no room for what a tick does not measure of itself. */
const OVERLOAD_SHARE = 0.9;
/** Below this share a better step is worth a try. */
const RELAXED_SHARE = 0.75;
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
    if (cause !== null) return this.goDown(cause, nowS);
    if (usedShare > RELAXED_SHARE) this.calmSinceS = Number.NaN;
    else if (Number.isNaN(this.calmSinceS)) this.calmSinceS = nowS;
    return this.step > 0 && nowS - this.calmSinceS >= this.holdS && this.goUp(nowS);
  }

  /** Back to normal, as after a reset. */
  reset(): void {
    this.step = 0;
    this.cause = null;
    this.holdS = HOLD_S;
    this.steppedUp = false;
    this.changedS = Number.NEGATIVE_INFINITY;
    this.calmSinceS = Number.NaN;
  }

  private goDown(cause: DegradationCause, nowS: number): boolean {
    this.calmSinceS = Number.NaN;
    const failedTrial = this.steppedUp && nowS - this.changedS <= TRIAL_S;
    // A trial that goes wrong is ended at once; otherwise the last step gets its time to work.
    if (!failedTrial && nowS - this.changedS < SETTLE_S) return false;
    this.steppedUp = false;
    if (this.step === STEP.priorityOnly) return false;
    this.holdS = failedTrial ? HOLD_AFTER_FAILURE_S : HOLD_S;
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
    return true;
  }
}

function causeOf(usedShare: number, missed: number, unstable: boolean): DegradationCause | null {
  if (missed > 0) return 'missed_ticks';
  if (usedShare > OVERLOAD_SHARE) return 'compute_budget';
  return unstable ? 'stability' : null;
}
