// Measures what kept this thread from running: its garbage collections, and its waits for a processor.
import fs from 'node:fs';
import { PerformanceObserver } from 'node:perf_hooks';

export interface ThreadEvidence {
  /** The duration of garbage collections between two monotonic times, milliseconds. Known about 100 ms later. */
  gcMs(fromMs: number, toMs: number): number;
  /** How long the thread, ready to run, has waited for a processor since its start, milliseconds; 0 if unknown. */
  runDelayMs(): number;
  close(): void;
}

/** How many collections are remembered. */
const COLLECTIONS = 64;
const NS_PER_MS = 1e6;
const DIGIT_0 = 48;
const DIGIT_9 = 57;
const SPACE = 32;

/** Watches the calling thread. */
export function watchThread(): ThreadEvidence {
  const gc = new GcLog();
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      gc.add(startTime, startTime + duration);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  const schedstat = openSchedstat();
  return {
    gcMs: (fromMs, toMs) => gc.overlapMs(fromMs, toMs),
    runDelayMs: schedstat.runDelayMs,
    close: () => {
      observer.disconnect();
      schedstat.close();
    },
  };
}

/** The last collections, in fixed memory. */
export class GcLog {
  private readonly fromMs = new Float64Array(COLLECTIONS);
  private readonly toMs = new Float64Array(COLLECTIONS);
  private next = 0;

  add(fromMs: number, toMs: number): void {
    this.fromMs[this.next] = fromMs;
    this.toMs[this.next] = toMs;
    this.next = (this.next + 1) % COLLECTIONS;
  }

  /** The duration of collections between the two times, milliseconds. */
  overlapMs(fromMs: number, toMs: number): number {
    let overlap = 0;
    for (let i = 0; i < COLLECTIONS; i++) {
      overlap += Math.max(0, Math.min(toMs, this.toMs[i]!) - Math.max(fromMs, this.fromMs[i]!));
    }
    return overlap;
  }
}

/** The descriptor is opened once, for the thread that calls; a kernel without the file gives 0. */
function openSchedstat(): { runDelayMs(): number; close(): void } {
  let fd: number;
  try {
    fd = fs.openSync('/proc/thread-self/schedstat', 'r');
  } catch {
    return { runDelayMs: () => 0, close: () => {} };
  }
  const text = Buffer.alloc(80);
  return {
    runDelayMs: () => {
      try {
        return secondNumber(text, fs.readSync(fd, text, 0, text.length, 0)) / NS_PER_MS;
      } catch {
        return 0;
      }
    },
    close: () => fs.closeSync(fd),
  };
}

/** Reads the second number of `<ns on the CPU> <ns waiting for it> <time slices>`, without making a string. */
export function secondNumber(text: Uint8Array, length: number): number {
  let i = 0;
  while (i < length && text[i] !== SPACE) {
    i++;
  }
  let value = 0;
  for (i++; i < length && text[i]! >= DIGIT_0 && text[i]! <= DIGIT_9; i++) {
    value = value * 10 + (text[i]! - DIGIT_0);
  }
  return value;
}
