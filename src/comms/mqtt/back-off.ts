// How long to wait before the next attempt: none after a loss, then longer and longer, at most two seconds.

const FIRST_MS = 125;
const LONGEST_MS = 2000;
/** A connection that lasted for less is no success: two controllers with one id would throw each other out for ever. */
const STABLE_MS = 5000;

export class BackOff {
  private failures = 0;
  private shortConnections = 0;

  /** Several connections in a row were lost soon after they were made. */
  get isUnstable(): boolean {
    return this.shortConnections > 1;
  }

  /** Another broker: what is known of the last one says nothing about it. */
  reset(): void {
    this.failures = 0;
    this.shortConnections = 0;
  }

  /** @returns milliseconds to wait after a failed attempt */
  afterFailure(): number {
    this.failures++;
    return this.failures === 1 ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (this.failures - 2));
  }

  /** @returns milliseconds to wait after the loss of a connection that had lasted for `lastedMs` */
  afterLoss(lastedMs: number): number {
    if (lastedMs >= STABLE_MS) {
      this.failures = 0;
      this.shortConnections = 0;
    } else {
      this.shortConnections++;
    }
    return this.afterFailure();
  }
}
