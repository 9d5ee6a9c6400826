// The wait before the next attempt to connect: none after a loss, then doubling up to two seconds, each shortened at random.

const FIRST_MS = 125;
const LONGEST_MS = 2000;
/** A shorter connection does not reset the wait. Otherwise two controllers with one id would disconnect each other without a pause. */
const STABLE_MS = 5000;

/** Largest part of a wait that is left out at random, so that many controllers do not reach a broker that is back at the same moment. */
const JITTER = 0.5;

export class BackOff {
  private readonly random: () => number;
  private failures = 0;
  private shortConnections = 0;

  /** @param random returns a number from 0 up to 1 */
  constructor(random: () => number = Math.random) {
    this.random = random;
  }

  /** True when several connections in a row were lost soon after they were made. */
  get isUnstable(): boolean {
    return this.shortConnections > 1;
  }

  /** To be called for another broker: the history of the last one does not apply to it. */
  reset(): void {
    this.failures = 0;
    this.shortConnections = 0;
  }

  /** @returns milliseconds to wait after a failed attempt */
  afterFailure(): number {
    this.failures++;
    if (this.failures === 1) return 0;
    const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** (this.failures - 2));
    return longest * (1 - JITTER * this.random());
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
