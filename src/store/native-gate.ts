// Prevents that a thread is terminated inside a call of the SQLite library, which would end the whole process.
import { setTimeout as delay } from 'node:timers/promises';

const FREE = 0;
const BUSY = 1;
const CLOSED = 2;
const POLL_MS = 1;

/**
 * The library's binding aborts the process when its thread is terminated while it makes a result. Therefore
 * each call passes through this gate, and the gate is closed before the thread is terminated. It is busy until the
 * thread has loaded the library.
 */
export class NativeGate {
  private readonly word: Int32Array;

  constructor(readonly buffer: SharedArrayBuffer = busyBuffer()) {
    this.word = new Int32Array(buffer);
  }

  /** Called by the thread that makes the calls, when it may be terminated. */
  open(): void {
    Atomics.store(this.word, 0, FREE);
  }

  /** Called by the thread that makes the calls: runs one. When the gate is closed, the thread waits here for its end. */
  pass<T>(call: () => T): T {
    if (Atomics.compareExchange(this.word, 0, FREE, BUSY) === CLOSED) Atomics.wait(this.word, 0, CLOSED);
    try {
      return call();
    } finally {
      Atomics.store(this.word, 0, FREE);
    }
  }

  /** Called by another thread. True when no call runs and none will begin; false when a call takes longer than `timeoutMs`. */
  async close(timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    while (Atomics.compareExchange(this.word, 0, FREE, CLOSED) === BUSY) {
      if (performance.now() >= deadline) return false;
      await delay(POLL_MS);
    }
    return true;
  }
}

function busyBuffer(): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  new Int32Array(buffer)[0] = BUSY;
  return buffer;
}
