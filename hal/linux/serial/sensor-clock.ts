// Compares a sensor's own clock with ours, to find records that were sent before the end of a stall.

/** A clock that jumps by more than this has restarted or does not run. */
const MAX_STEP_S = 0.5;
/** A clock is trusted after it was watched for this time and its rate error was at most MAX_RATE_ERROR. */
const PROOF_S = 1;
const MAX_RATE_ERROR = 0.2;
/** Weight of a new observation in the estimate. It follows a slow oscillator and ignores jitter. */
const SMOOTHING = 0.05;
/** Records are dropped for at most this time after a stall. */
const MAX_FILTER_S = 5;
/** A clock that goes back by more than this has restarted. A smaller step means that two records were sent out of order. */
const RESTART_MS = 1000;

/**
 * Only a clock that runs at the rate of ours is used, and only after a stall. So constant zeros, restarts and
 * clocks with another rate never cause a lost record in normal running.
 */
export class SensorClock {
  /** Our time minus the sensor's time, including the transport time, seconds. */
  private offsetS = Number.NaN;
  private anchorS = 0;
  private anchorMs = 0;
  private proven = false;
  private lastMs = Number.NaN;
  private filtering = false;
  private stallEndS = 0;

  /** Reports the end of a stall at `nowS`, monotonic seconds. From now on {@link isOld} looks for older records. */
  stalled(nowS: number): void {
    if (this.proven) {
      this.filtering = true;
      this.stallEndS = nowS;
    }
  }

  /**
   * Whether the record with the sensor time `timeMs` (NaN: none), which arrived at `nowS`, was sent before the end of the last
   * stall. The first newer record ends the search. A restart of the sensor ends it too.
   */
  isOld(timeMs: number, nowS: number): boolean {
    if (this.filtering) {
      const restarted = timeMs < this.lastMs - RESTART_MS;
      const sentBefore = !(timeMs / 1000 + this.offsetS >= this.stallEndS);
      if (!restarted && sentBefore && nowS - this.stallEndS < MAX_FILTER_S) {
        return true;
      }
      this.filtering = false;
    }
    if (Number.isFinite(timeMs)) {
      this.observe(timeMs, nowS);
    }
    return false;
  }

  private observe(timeMs: number, nowS: number): void {
    const offsetS = nowS - timeMs / 1000;
    this.lastMs = timeMs;
    if (!(Math.abs(offsetS - this.offsetS) <= MAX_STEP_S)) {
      this.offsetS = offsetS;
      this.proven = false;
      this.setAnchor(timeMs, nowS);
      return;
    }
    this.offsetS += SMOOTHING * (offsetS - this.offsetS);
    const elapsedS = nowS - this.anchorS;
    if (elapsedS >= PROOF_S) {
      const sensorElapsedS = (timeMs - this.anchorMs) / 1000;
      this.proven = Math.abs(sensorElapsedS - elapsedS) <= MAX_RATE_ERROR * elapsedS;
      this.setAnchor(timeMs, nowS);
    }
  }

  private setAnchor(timeMs: number, nowS: number): void {
    this.anchorMs = timeMs;
    this.anchorS = nowS;
  }
}
