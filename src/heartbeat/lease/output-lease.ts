// What the heartbeat asks of the lease on the outputs, and the lease of a run that has no guard.
import type { LatchCause } from './words.js';

export interface OutputLease {
  /** Called with each base tick: the guard sees by it that control is alive. */
  renew(): void;
  /** True while only safe values may be written. */
  readonly isLatched: boolean;
  /** Counts the latches since the start. */
  readonly latches: number;
  readonly latchCause: LatchCause;
  /** How long control had stood still at the last latch, seconds. */
  readonly stoodS: number;
  /** The emergency stop as the guard reads it. */
  readonly isPressed: boolean;
  /** Lets go of the latch of this number, and not of one that came later. */
  release(latch: number): void;
  /** For how long the guard has shown no sign of life at `nowS`, seconds; 0 after a stall of the whole process. */
  silentS(nowS: number, stalled: boolean): number;
}

/** Nobody guards: it never latches. */
export const UNGUARDED: OutputLease = {
  renew() {},
  isLatched: false,
  latches: 0,
  latchCause: 'stall',
  stoodS: 0,
  isPressed: false,
  release() {},
  silentS: () => 0,
};
