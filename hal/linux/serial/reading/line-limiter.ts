// Forwards whole lines of limited length, so that the line parser after it never stores more than one chunk.

export const MAX_RECORD_BYTES = 256;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * A line may have {@link MAX_RECORD_BYTES} without its end (LF or CRLF). A longer line is dropped completely. Between two
 * chunks it stores at most such a line and its carriage return.
 */
export class LineLimiter {
  private readonly held = Buffer.allocUnsafe(MAX_RECORD_BYTES + 1);
  private heldLength = 0;
  private dropping = false;

  /**
   * @param forward receives one or more whole lines with their ends
   * @param oversized receives the beginning of each line that is too long, as soon as the limit is exceeded
   */
  constructor(
    private readonly forward: (lines: Buffer) => void,
    private readonly oversized: (beginning: string) => void,
  ) {}

  push(chunk: Buffer): void {
    let start = 0;
    let runStart = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      if (this.heldLength > 0 || !this.fits(chunk, start, end)) {
        this.forwardRun(chunk, runStart, start);
        this.endLine(chunk, start, end);
        runStart = end + 1;
      }
      start = end + 1;
    }
    this.forwardRun(chunk, runStart, start);
    this.hold(chunk, start);
  }

  /** Drops the line that has begun. */
  reset(): void {
    this.heldLength = 0;
    this.dropping = false;
  }

  private fits(chunk: Buffer, start: number, end: number): boolean {
    return !this.dropping && lineLength(chunk, start, end) <= MAX_RECORD_BYTES;
  }

  private forwardRun(chunk: Buffer, start: number, end: number): void {
    if (end > start) {
      this.forward(chunk.subarray(start, end));
    }
  }

  /** Ends the line whose line feed is at `end`: forwards it, or drops it when it is too long. */
  private endLine(chunk: Buffer, start: number, end: number): void {
    if (this.dropping) {
      this.reset();
      return;
    }
    const line = Buffer.concat([this.held.subarray(0, this.heldLength), chunk.subarray(start, end + 1)]);
    this.reset();
    if (lineLength(line, 0, line.length - 1) <= MAX_RECORD_BYTES) {
      this.forward(line);
    } else {
      this.oversized(line.toString('latin1', 0, MAX_RECORD_BYTES));
    }
  }

  private hold(chunk: Buffer, start: number): void {
    const length = chunk.length - start;
    if (this.dropping || length === 0) {
      return;
    }
    if (this.heldLength + length > this.held.length) {
      const beginning = this.heldLength > 0 ? this.held.subarray(0, this.heldLength) : chunk.subarray(start);
      this.oversized(beginning.toString('latin1', 0, MAX_RECORD_BYTES));
      this.heldLength = 0;
      this.dropping = true;
      return;
    }
    chunk.copy(this.held, this.heldLength, start);
    this.heldLength += length;
  }
}

/** Number of bytes between `start` and the line feed at `end`, without a carriage return. */
function lineLength(bytes: Buffer, start: number, end: number): number {
  return end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 - start : end - start;
}
