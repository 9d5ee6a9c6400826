// A recovery without a controller, in virtual time. The test decides when troubles begin and end.

import { ErrorRecoverySystem } from '../../../src/control/recovery/error-recovery-system.js';
import type { RecoveryRequest } from '../../../src/control/recovery/request.js';
import { CLOCK } from '../../../src/control/tick.js';
import type { ControlEvent } from '../../../src/vocabulary/events.js';

const TICKS_PER_SECOND = 15;

export class Drill {
  readonly recovery = new ErrorRecoverySystem();
  readonly events: ControlEvent[] = [];
  readonly requests: RecoveryRequest[] = [];
  private readonly clock = new Float64Array(CLOCK.length);
  private ticks = 0;

  constructor() {
    this.recovery.beginTick(this.clock, this);
  }

  get nowS(): number {
    return this.ticks / TICKS_PER_SECOND;
  }

  tick(): void {
    this.clock[CLOCK.nowS] = this.nowS;
    this.clock[CLOCK.wallMs] = Math.round(this.nowS * 1000);
    this.recovery.beginTick(this.clock, this);
    this.recovery.advance();
    this.ticks++;
  }

  run(seconds: number): void {
    for (const end = this.ticks + Math.round(seconds * TICKS_PER_SECOND); this.ticks < end; ) this.tick();
  }

  /** A short form of each event: outcome, strategy, number of the attempt. */
  get story(): string[] {
    return this.events.map(({ data }) =>
      [data.outcome, data.strategy, data.attempt].filter((word) => word !== null).join(' '),
    );
  }

  /** The times of the events with that outcome, s. */
  times(outcome: string): number[] {
    return this.events.filter(({ data }) => data.outcome === outcome).map(({ ts }) => ts / 1000);
  }
}
