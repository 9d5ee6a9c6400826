// Posts the health to the comms thread, as long as that thread keeps up.
import type { Health } from '../../control/records/health.js';

/** The number of messages under way: a hanging thread must not fill the control thread's memory. */
const MAX_UNDER_WAY = 4;

export class HealthPost {
  private underWay = 0;
  private leftOut = 0;

  /** @param post gets each record with the number of records that were left out since the start */
  constructor(private readonly post: (health: Health, leftOut: number) => void) {}

  /** Leaves a message out while the thread has not taken the last four. */
  send(health: Health): void {
    if (this.underWay >= MAX_UNDER_WAY) {
      this.leftOut++;
      return;
    }
    this.underWay++;
    this.post(health, this.leftOut);
  }

  /** The thread has taken a message. */
  taken(): void {
    this.underWay = Math.max(0, this.underWay - 1);
  }

  /** The thread was replaced: messages to the old one are lost. */
  reset(): void {
    this.underWay = 0;
  }
}
