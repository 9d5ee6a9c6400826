// The clock and the event loop as the pacer uses them: the real ones here, virtual ones in tests.
import { performance } from 'node:perf_hooks';

export interface PacerClock {
  /** Monotonic time in milliseconds. It never jumps and does not depend on the wall clock. */
  nowMs(): number;
  /** How long the event loop has been idle since the start, milliseconds. */
  idleMs(): number;
  /** Calls back once after about this time, up to a millisecond earlier or later. Only one call is pending at a time. */
  callAfter(delayMs: number, callback: () => void): void;
  /** Calls back once after the event loop has processed waiting input. Only one call is pending at a time. */
  callSoon(callback: () => void): void;
  /** Cancels a pending call. */
  cancel(): void;
  /** Blocks the thread for about this time, without using the CPU. */
  wait(ms: number): void;
  /** Blocks the thread until this time, exact to the microsecond. */
  spinUntil(timeMs: number): void;
}

/** The clock of this thread's event loop. */
export function eventLoopClock(): PacerClock {
  const never = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;
  return {
    nowMs: () => performance.now(),
    idleMs: () => performance.nodeTiming.idleTime,
    callAfter: (delayMs, callback) => {
      timer = setTimeout(callback, delayMs);
    },
    callSoon: (callback) => {
      immediate = setImmediate(callback);
    },
    cancel: () => {
      clearTimeout(timer);
      clearImmediate(immediate);
    },
    wait: (ms) => {
      Atomics.wait(never, 0, 0, ms);
    },
    spinUntil: (timeMs) => {
      while (performance.now() < timeMs) {}
    },
  };
}
