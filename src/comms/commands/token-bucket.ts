// Limits how often something may be done: bursts up to a number, in the long run so many a second.

export class TokenBucket {
  private readonly capacity: number;
  private readonly perSecond: number;
  private readonly nowMs: () => number;
  private tokens: number;
  private filledAtMs: number;

  /** @param nowMs a clock that does not jump, milliseconds */
  constructor(capacity: number, perSecond: number, nowMs: () => number) {
    this.capacity = capacity;
    this.perSecond = perSecond;
    this.nowMs = nowMs;
    this.tokens = capacity;
    this.filledAtMs = nowMs();
  }

  /** True, and one token less, when it may be done. */
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
