// What the pacer needs of time and of the event loop: the real thing here, a virtual one in tests.
import { performance } from 'node:perf_hooks';

export interface PacerClock {
  /** Monotonic time in milliseconds; never jumps, has nothing to do with the wall clock. */
  nowMs(): number;
  /** How long the event loop has had nothing to do since the start, milliseconds. */
  idleMs(): number;
  /** Calls back once after about so long, up to a millisecond earlier or later. One call is pending at a time. */
  callAfter(delayMs: number, callback: () => void): void;
  /** Calls back once after the event loop has let waiting input through. One call is pending at a time. */
  callSoon(callback: () => void): void;
  /** Calls off what is pending. */
  cancel(): void;
  /** Holds the thread for about so long, without using the CPU. */
  wait(ms: number): void;
  /** Holds the thread until that time, to the microsecond. */
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
