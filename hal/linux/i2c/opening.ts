// One opening of a bus. It is closed only after the kernel has ended every call on it.
import type { I2cPort } from './port.js';

/**
 * A call that waits for a thread holds the number of a descriptor. If the descriptor were closed, the number could soon belong to
 * another device.
 */
export class Opening {
  private readonly calls = new Set<Promise<void>>();

  constructor(private readonly port: I2cPort) {}

  /** Makes one call. `settled` receives the outcome once, however late. */
  call<T>(run: (port: I2cPort) => Promise<T>, settled: (outcome: PromiseSettledResult<T>) => void): void {
    const call = Promise.allSettled([run(this.port)]).then(([outcome]) => {
      this.calls.delete(call);
      settled(outcome);
    });
    this.calls.add(call);
  }

  /** Resolves when the opening is closed. This can be never, while a call hangs. */
  async retire(): Promise<void> {
    await Promise.all(this.calls);
    // Closing a removed bus fails, and nothing needs to be done about it.
    await this.port.close().catch(() => undefined);
  }
}
