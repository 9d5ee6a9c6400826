// Keeps a thread from being ended inside a call of the SQLite library, which would take the whole process with it.
import { setTimeout as delay } from 'node:timers/promises';

const FREE = 0;
const BUSY = 1;
const CLOSED = 2;
const POLL_MS = 1;

/**
 * The library's binding panics, and so aborts the process, when its thread is terminated while it makes a result. So
 * each call passes through this gate, and who wants to terminate the thread closes it first. It is busy until the
 * thread has loaded the library.
 */
export class NativeGate {
  private readonly word: Int32Array;

  constructor(readonly buffer: SharedArrayBuffer = busyBuffer()) {
    this.word = new Int32Array(buffer);
  }

  /** The thread that makes the calls: it is ready to be ended. */
  open(): void {
    Atomics.store(this.word, 0, FREE);
  }

  /** The thread that makes the calls: runs one; once the gate is closed it stops here and waits for its end. */
  pass<T>(call: () => T): T {
    if (Atomics.compareExchange(this.word, 0, FREE, BUSY) === CLOSED) Atomics.wait(this.word, 0, CLOSED);
    try {
      return call();
    } finally {
      Atomics.store(this.word, 0, FREE);
    }
  }

  /** Another thread: resolves to true when no call runs and none will, to false when one takes longer than `timeoutMs`. */
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
