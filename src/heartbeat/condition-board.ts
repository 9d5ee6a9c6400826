// Collects conditions between two control ticks. A condition that came and went in between is still reported to the next tick.
import { CONDITIONS, type Condition } from '../control/tick.js';

export class ConditionBoard {
  private readonly holding = new Uint8Array(CONDITIONS.length);
  private readonly came = new Uint8Array(CONDITIONS.length);

  /** Sets or ends a condition. */
  set(condition: Condition, holds: boolean): void {
    const i = CONDITIONS.indexOf(condition);
    this.holding[i] = holds ? 1 : 0;
    if (holds) this.came[i] = 1;
  }

  /** Fills the conditions of a control tick. A condition that has ended since is reported once. */
  take(conditions: Uint8Array): void {
    // Faster for a few numbers than `fill`, which is a call into the engine.
    for (let i = 0; i < CONDITIONS.length; i++) {
      conditions[i] = this.holding[i]! | this.came[i]!;
      this.came[i] = 0;
    }
  }
}
