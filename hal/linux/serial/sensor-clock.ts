// Compares a sensor's own clock with ours, to tell which records of a backlog were sent before the end of a stall.

/** A clock that jumps by more than this has restarted, or does not run. */
const MAX_STEP_S = 0.5;
/** How long a clock is watched before it is believed, and how far it may then be off. */
const PROOF_S = 1;
const MAX_RATE_ERROR = 0.2;
/** Share of a new observation in the estimate: follows a slow oscillator, ignores jitter. */
const SMOOTHING = 0.05;
/** Records are held back for no longer than this after a stall. */
const MAX_FILTER_S = 5;
/** Going back by more than this is a restart, less is two records that were sent out of order. */
const RESTART_MS = 1000;

/**
 * Only a clock that advances together with ours is ever used, and only after a stall: constant zeros, restarts and
 * clocks of another rate never cost a record in normal running.
 */
export class SensorClock {
  /** Our time minus the sensor's, transport included. */
  private offsetS = Number.NaN;
  private anchorS = 0;
  private anchorMs = 0;
  private proven = false;
  private lastMs = Number.NaN;
  private filtering = false;
  private stallEndS = 0;

  /** A stall ended at `nowS`, monotonic seconds: from here on {@link isOld} looks for records that are older. */
  stalled(nowS: number): void {
    if (this.proven) {
      this.filtering = true;
      this.stallEndS = nowS;
    }
  }

  /**
   * Whether the record that carries `timeMs` (NaN: none) and arrived at `nowS` was sent before the end of the last
   * stall. The first one that was not ends the search, and so does a sensor that restarted.
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
