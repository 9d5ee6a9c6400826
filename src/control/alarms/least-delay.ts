// A delay that all rules on one channel have at least, because a value of this channel alone says little now.
import type { AlarmRegistry } from './registry.js';

export class LeastDelay {
  /** In: the delay, s; infinite while no condition on the channel may raise or end an alarm. */
  seconds = 0;
  private applied = 0;
  private followed = -1;

  /** @param channel index in the process image; -1 when this plant does not have the channel */
  constructor(private readonly channel: number) {}

  /** Gives the delay to the rules when it, or the rules, have changed. */
  apply({ rules, changes }: AlarmRegistry): void {
    if (this.seconds === this.applied && changes === this.followed) return;
    this.applied = this.seconds;
    this.followed = changes;
    for (const rule of rules) if (rule.channel === this.channel) rule.leastDelayS = this.seconds;
  }
}
