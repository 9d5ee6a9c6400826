// The comms thread's clock for everything but time stamps: it never jumps, and its values can be compared between threads.
import { performance } from 'node:perf_hooks';

/** Milliseconds since about the epoch; unlike the wall clock it takes no part in corrections. */
export function steadyMs(): number {
  return performance.timeOrigin + performance.now();
}
