// The stability score: the share of checks that held over a sliding window, in whole numbers so that it returns to exactly 1.

/**
 * One slot a tick: how many checks ran and how many of them failed. A tick in which the plant itself was beyond a limit
 * counts as failed completely, even if most checks held.
 */
export class ScoreWindow {
  /** Checks that began to fail, since the start: a check that keeps failing is one violation. */
  violations = 0;

  private readonly checks: Uint16Array;
  private readonly failures: Uint16Array;
  private readonly failing: Uint8Array;
  private slot = 0;
  private checksInWindow = 0;
  private failuresInWindow = 0;
  private checksNow = 0;
  private failuresNow = 0;
  private wholeTickFailed = false;

  /**
   * @param ticks length of the window
   * @param checkCount how many different checks there are
   */
  constructor(ticks: number, checkCount: number) {
    this.checks = new Uint16Array(ticks);
    this.failures = new Uint16Array(ticks);
    this.failing = new Uint8Array(checkCount);
  }

  /** The score of the window, 0..1; 1 while nothing was checked. */
  get score(): number {
    return this.checksInWindow === 0 ? 1 : 1 - this.failuresInWindow / this.checksInWindow;
  }

  /** The outcome of check number `id` in this tick. A check that is not judged keeps its last outcome. */
  judge(id: number, failed: boolean): void {
    this.checksNow++;
    if (failed) {
      this.failuresNow++;
      if (this.failing[id] === 0) this.violations++;
    }
    this.failing[id] = failed ? 1 : 0;
  }

  /** Marks this tick as one in which the plant is beyond a limit. */
  failTick(): void {
    this.wholeTickFailed = true;
  }

  /** Closes the tick: its slot replaces the oldest. */
  endTick(): void {
    const { slot, checks, failures } = this;
    const failed = this.wholeTickFailed ? this.checksNow : this.failuresNow;
    this.checksInWindow += this.checksNow - checks[slot]!;
    this.failuresInWindow += failed - failures[slot]!;
    checks[slot] = this.checksNow;
    failures[slot] = failed;
    this.slot = (slot + 1) % checks.length;
    this.checksNow = 0;
    this.failuresNow = 0;
    this.wholeTickFailed = false;
  }
}
