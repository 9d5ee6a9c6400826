// The circuit breaker of one cause: after all strategies have failed it blocks attempts for a growing time.

/** Closed lets attempts through, open none, half open a single one. */
export const BREAKER_STATES = ['closed', 'half_open', 'open'] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

/** The first time that it is open, s; the time doubles with each failed probe, up to ten minutes. */
export const FIRST_OPEN_S = 60;
export const LONGEST_OPEN_S = 600;

export class CircuitBreaker {
  state: BreakerState = 'closed';
  /** Until when it stays open, monotonic s. */
  untilS = Number.NEGATIVE_INFINITY;
  private openS = FIRST_OPEN_S;

  trip(nowS: number): void {
    this.state = 'open';
    this.untilS = nowS + this.openS;
    this.openS = Math.min(LONGEST_OPEN_S, 2 * this.openS);
  }

  /** Lets one attempt pass. Its outcome decides between {@link trip} and {@link close}. */
  admitProbe(): void {
    this.state = 'half_open';
  }

  close(): void {
    this.state = 'closed';
    this.untilS = Number.NEGATIVE_INFINITY;
    this.openS = FIRST_OPEN_S;
  }
}
