// Posts the health to the comms thread, as long as that thread takes it.
import type { Health } from '../../control/records/health.js';

/** What may be under way: a thread that stands still must not fill the control thread's memory. */
const MAX_UNDER_WAY = 4;

export class HealthPost {
  private underWay = 0;
  private leftOut = 0;

  constructor(private readonly post: (health: Health) => void) {}

  /** How many were left out, since the start. */
  get dropped(): number {
    return this.leftOut;
  }

  /** Leaves this one out while the thread has not taken the last four. */
  send(health: Health): void {
    if (this.underWay >= MAX_UNDER_WAY) {
      this.leftOut++;
      return;
    }
    this.underWay++;
    this.post(health);
  }

  /** The thread says that it has taken one. */
  taken(): void {
    this.underWay = Math.max(0, this.underWay - 1);
  }

  /** Another thread takes the place of the one before: what was under way to that one is gone. */
  reset(): void {
    this.underWay = 0;
  }
}
