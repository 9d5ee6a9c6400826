// A progress bar on the last line of a terminal.

const WIDTH = 40;
/** More often than this nobody can read it. */
const EVERY_MS = 200;

export interface ProgressTarget {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Writes nothing when the target is not a terminal. */
export class ProgressBar {
  private shownMs = Number.NEGATIVE_INFINITY;

  /** @param nowMs milliseconds of a clock that does not jump */
  constructor(
    private readonly target: ProgressTarget = process.stderr,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** @param share from 0 to 1; @param note what was done so far, in a few words */
  show(share: number, note: string): void {
    const nowMs = this.nowMs();
    if (this.target.isTTY !== true || nowMs - this.shownMs < EVERY_MS) return;
    this.shownMs = nowMs;
    const part = share > 0 ? Math.min(1, share) : 0;
    const bar = '#'.repeat(Math.round(part * WIDTH)).padEnd(WIDTH, '.');
    this.target.write(`\r[${bar}] ${String(Math.floor(part * 100)).padStart(3)} % ${note}\u001b[K`);
  }

  /** Removes the bar. */
  end(): void {
    if (this.shownMs > Number.NEGATIVE_INFINITY) this.target.write('\r\u001b[K');
  }
}
