// Lets one part of the program wait until another one has made progress, for a limited time.

export class Signal {
  private readonly waiters = new Set<() => void>();

  notify(): void {
    for (const wake of this.waiters) {
      wake();
    }
  }

  /** Resolves at the next {@link notify}, or after `timeoutMs`. */
  wait(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.waiters.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      this.waiters.add(wake);
    });
  }
}
