// The clock of the comms thread for durations: it never jumps, and its values can be compared between threads.
import { performance } from 'node:perf_hooks';

/** Milliseconds since about the epoch. Corrections of the wall clock do not change it. */
export function steadyMs(): number {
  return performance.timeOrigin + performance.now();
}
