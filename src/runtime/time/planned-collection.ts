// Collects the young generation of the control thread's heap right after a control tick, where nothing is due for a while.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Time between two collections, ms. V8 begins one by itself, at any moment, when a young generation of 1 MB is almost full: at the
 * control thread's 200 kB a second after four seconds.
 */
const EVERY_MS = 2000;

/** Collects only the young generation; of V8's extension `gc`. */
type Collect = (options: { readonly type: 'minor' }) => void;

/** To be called after each control tick, behind all that is measured and driven. A collection takes 0.1 to 0.4 ms (decision 0046). */
export class PlannedCollection {
  private dueMs = 0;

  /** @param collect this thread's collector by default; null for none, which leaves the moments to V8 */
  constructor(private readonly collect: Collect | null = collector()) {}

  /** @param nowMs monotonic time, ms */
  afterControlTick(nowMs: number): void {
    if (this.collect === null || nowMs < this.dueMs) return;
    this.dueMs = nowMs + EVERY_MS;
    this.collect({ type: 'minor' });
  }
}

/** V8 gives its collector to each context that is made while its flag is set. The flag is for all threads, so it is set back at once. */
function collector(): Collect | null {
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('globalThis.gc');
  setFlagsFromString('--no-expose-gc');
  return typeof found === 'function' ? (found as Collect) : null;
}
