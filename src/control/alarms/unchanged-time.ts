// How long a channel has delivered the same bits while the plant runs, for rules with `stuckFor`.
import type { ProcessImage, UsableChannel } from '../state/image.js';

/**
 * The process image notes on every base tick when a value changed, so the control rate makes no difference. The time of a value
 * advances only with deliveries, so a silent source never counts as stuck. Time without a good value does not count.
 */
export class UnchangedTime {
  private startS = Number.NaN;
  private lastS = Number.NaN;
  private hasGap = false;

  /** Notes that there is no measured value now. The time waits. */
  interrupt(): void {
    this.hasGap = true;
  }

  /** Seconds without a change until now; 0 while the plant does not run. */
  secondsAt(image: ProcessImage, channel: UsableChannel, plantRuns: boolean): number {
    const timeS = image.timeOf(channel);
    const changedS = image.changedAt(channel);
    if (!plantRuns || Number.isNaN(this.startS)) this.startS = timeS;
    else if (changedS > this.lastS) this.startS = changedS;
    else if (this.hasGap) this.startS += timeS - this.lastS;
    this.hasGap = false;
    this.lastS = timeS;
    return timeS - this.startS;
  }
}
