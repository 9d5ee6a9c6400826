// Limits how often something may be done: a burst of a given number, and a given number a second in the long run.

export class TokenBucket {
  private readonly capacity: number;
  private readonly perSecond: number;
  private readonly nowMs: () => number;
  private tokens: number;
  private filledAtMs: number;

  /** @param capacity size of a burst; @param perSecond long-run rate; @param nowMs a clock that does not jump, milliseconds */
  constructor(capacity: number, perSecond: number, nowMs: () => number) {
    this.capacity = capacity;
    this.perSecond = perSecond;
    this.nowMs = nowMs;
    this.tokens = capacity;
    this.filledAtMs = nowMs();
  }

  /** Takes a token. Returns false when there is none: then it may not be done now. */
  take(): boolean {
    const nowMs = this.nowMs();
    const refill = ((nowMs - this.filledAtMs) / 1000) * this.perSecond;
    this.tokens = Math.min(this.capacity, this.tokens + refill);
    this.filledAtMs = nowMs;
    if (this.tokens < 1) {
      return false;
    }
    this.tokens--;
    return true;
  }
}
