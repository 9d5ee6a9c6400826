// The circuit breaker of one cause: after a chain of strategies has failed it keeps attempts away for a growing time.

/** Closed lets attempts through, open none, half open a single one. */
export const BREAKER_STATES = ['closed', 'half_open', 'open'] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

/** Open for so long at first, s; twice as long each time that the probe fails, up to ten minutes. */
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

  /** One attempt may pass; how it goes decides between {@link trip} and {@link close}. */
  admitProbe(): void {
    this.state = 'half_open';
  }

  close(): void {
    this.state = 'closed';
    this.untilS = Number.NEGATIVE_INFINITY;
    this.openS = FIRST_OPEN_S;
  }
}
