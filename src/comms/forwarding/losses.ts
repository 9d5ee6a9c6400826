// Counts the telemetry and priority messages that no broker will get, and reports them as events.
import { merged } from '../../store/frame-ranges.js';
import { framesLost, type LossReason } from '../../store/frames-lost.js';
import type { FrameRange } from '../../store/protocol.js';
import type { ControlEvent } from '../../vocabulary/events.js';

/** A topic that is refused loses messages for as long as nobody permits it. One event a minute reports them. */
const REFUSED_EVERY_MS = 60_000;

export interface LossesSetup {
  readonly report: (events: readonly ControlEvent[]) => void;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
  /** Milliseconds of a clock that does not jump. */
  readonly clock: () => number;
}

export class Losses {
  private readonly setup: LossesSetup;
  private refused: FrameRange[] = [];
  private refusedSinceMs = 0;
  private total = 0;

  constructor(setup: LossesSetup) {
    this.setup = setup;
  }

  /** Messages that were lost since the start of this thread. */
  get count(): number {
    return this.total;
  }

  add(ranges: readonly FrameRange[], reason: LossReason): void {
    for (const { count } of ranges) this.total += count;
    if (reason !== 'refused') {
      this.setup.report(framesLost(ranges, reason, this.setup.wallClock()));
      return;
    }
    if (this.refused.length === 0) this.refusedSinceMs = this.setup.clock();
    this.refused = [...merged([...this.refused, ...ranges])];
  }

  /** To be called once a second. */
  look(): void {
    if (this.setup.clock() - this.refusedSinceMs >= REFUSED_EVERY_MS) this.flush();
  }

  /** Reports what was gathered. */
  flush(): void {
    if (this.refused.length === 0) return;
    this.setup.report(framesLost(this.refused, 'refused', this.setup.wallClock()));
    this.refused = [];
  }
}
