// The lease on the outputs as the heartbeat uses it, and the lease of a run without a guard.
import type { LatchCause } from './words.js';

export interface OutputLease {
  /** Called with each base tick. The guard watches these calls. */
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
  /** Releases the latch of this number, but not a later one. */
  release(latch: number): void;
  /** How long the guard has shown no sign of life at `nowS`, seconds; 0 after a stall of the whole process. */
  silentS(nowS: number, stalled: boolean): number;
}

/** The lease of a run without a guard: it never latches. */
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
