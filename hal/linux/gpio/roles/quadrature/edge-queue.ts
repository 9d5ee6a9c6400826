// Brings the edges of two lines into the order of their times: each line delivers its own edges in a batch.
import type { Level } from '../../../../hal.js';

export interface QueuedEdge {
  readonly line: 0 | 1;
  readonly level: Level;
  /** Monotonic seconds. */
  readonly timeS: number;
}

export class EdgeQueue {
  private waiting: QueuedEdge[] = [];

  add(edge: QueuedEdge): void {
    this.waiting.push(edge);
  }

  /** Takes the edges up to `untilS` in the order of their times. A later one of the other line may still be on its way. */
  take(untilS: number): readonly QueuedEdge[] {
    if (this.waiting.length === 0) return this.waiting;
    const due = this.waiting.filter(({ timeS }) => timeS <= untilS).sort((a, b) => a.timeS - b.timeS);
    this.waiting = this.waiting.filter(({ timeS }) => timeS > untilS);
    return due;
  }
}
