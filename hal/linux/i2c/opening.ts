// One opening of a bus, closed only when the kernel has let go of every call that was made through it.
import type { I2cPort } from './port.js';

/**
 * A call that waits for a thread still has the number of a descriptor in it. Closed and opened again, that number may be
 * another device's.
 */
export class Opening {
  private readonly calls = new Set<Promise<void>>();

  constructor(private readonly port: I2cPort) {}

  /** Makes one call. `settled` is told the outcome once, however late. */
  call<T>(run: (port: I2cPort) => Promise<T>, settled: (outcome: PromiseSettledResult<T>) => void): void {
    const call = Promise.allSettled([run(this.port)]).then(([outcome]) => {
      this.calls.delete(call);
      settled(outcome);
    });
    this.calls.add(call);
  }

  /** Resolves when it is closed, which may be never. */
  async retire(): Promise<void> {
    await Promise.all(this.calls);
    // A bus that is gone has nothing left to close.
    await this.port.close().catch(() => undefined);
  }
}
