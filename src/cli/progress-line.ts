// Shows on a terminal how far a long piece of work is; on anything else it shows nothing.

const FIRST_AFTER_MS = 1000;
const EVERY_MS = 200;

export class ProgressLine {
  private readonly beganMs = performance.now();
  private shownMs = 0;
  private isShown = false;

  /** @param what the work, in a word or two @param stream the terminal */
  constructor(
    private readonly what: string,
    private readonly stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
  ) {}

  /** Work that takes less than a second shows no line. @param done part of `total`, in any unit */
  readonly update = (done: number, total: number): void => {
    const nowMs = performance.now();
    if (!this.stream.isTTY || nowMs - this.beganMs < FIRST_AFTER_MS || nowMs - this.shownMs < EVERY_MS)
      return;
    this.shownMs = nowMs;
    this.isShown = true;
    const percent = total === 0 ? 100 : Math.min(100, Math.floor((100 * done) / total));
    this.stream.write(`\r${this.what}: ${percent} %\u001b[K`);
  };

  /** Removes the line. */
  end(): void {
    if (this.isShown) this.stream.write('\r\u001b[K');
  }
}
