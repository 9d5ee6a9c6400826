// Decides when the service manager's watchdog is fed: only when all parts of the program have gone on since the last time.

/** How often something has happened, for example the ticks of control. It may wrap. */
export type Progress = () => number;

/**
 * There is no timer in it. It is asked on control ticks, so it is silent when control stands still, and it says no until each of the
 * other parts has gone on as well.
 */
export class WatchdogFeed {
  private readonly seen: number[];
  private dueMs: number;

  /**
   * @param intervalMs the shortest time between two feeds
   * @param parts the counts that have to change
   * @param nowMs monotonic time
   */
  constructor(
    private readonly intervalMs: number,
    private readonly parts: readonly Progress[],
    nowMs: number,
  ) {
    this.seen = parts.map((count) => count());
    this.dueMs = nowMs + intervalMs;
  }

  /** What has gone on until now does not count any more. */
  forget(): void {
    for (let i = 0; i < this.parts.length; i++) this.seen[i] = this.parts[i]!();
  }

  /** True when the watchdog is to be fed now. The next feed then has to be earned anew. */
  take(nowMs: number): boolean {
    if (nowMs < this.dueMs) return false;
    const { parts, seen } = this;
    for (let i = 0; i < parts.length; i++) if (parts[i]!() === seen[i]) return false;
    this.forget();
    this.dueMs = nowMs + this.intervalMs;
    return true;
  }
}
