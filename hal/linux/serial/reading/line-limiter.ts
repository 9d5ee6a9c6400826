// Forwards whole lines of limited length, so that the line parser after it never stores more than one chunk.

/** What ends a line. `auto` takes LF, CRLF, LFCR, CR CR LF and CR. */
export type LineEnd = 'auto' | 'lf' | 'cr' | 'crlf';

/** The bytes at which the line parser has to split what the limiter forwards. */
export const FORWARDED_END: Readonly<Record<LineEnd, string>> = {
  auto: '\n',
  lf: '\n',
  cr: '\r',
  crlf: '\r\n',
};

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** A line may have this many bytes of line ends at its two sides that do not end it: the CR of a CRLF when LF ends the line. */
const EXTRA_END_BYTES = 2;

export interface LineForm {
  readonly lineEnd: LineEnd;
  /** Largest number of bytes of a line, without its end. */
  readonly maxLine: number;
}

/**
 * A line that is too long is dropped completely. Between two chunks the limiter stores at most one line.
 * With `auto`, a carriage return in a chunk is overwritten with a line feed: a CRLF then gives a blank line, which readers ignore.
 */
export class LineLimiter {
  private readonly held: Buffer;
  private heldLength = 0;
  private dropping = false;
  /** The last byte of the chunk before. */
  private before = 0;

  /**
   * @param forward receives one or more whole lines, each with an end of {@link FORWARDED_END}
   * @param oversized receives the beginning of each line that is too long, as soon as the limit is exceeded
   */
  constructor(
    private readonly form: LineForm,
    private readonly forward: (lines: Buffer) => void,
    private readonly oversized: (beginning: string) => void,
  ) {
    this.held = Buffer.allocUnsafe(form.maxLine + EXTRA_END_BYTES);
  }

  /** The chunk belongs to the limiter from now on. */
  push(chunk: Buffer): void {
    let start = 0;
    let runStart = 0;
    for (let end = 0; end < chunk.length; end++) {
      if (!this.isEnd(chunk, end)) {
        continue;
      }
      if (this.heldLength > 0 || this.dropping || !this.fits(chunk, start, end)) {
        this.forwardRun(chunk, runStart, start);
        this.endLine(chunk, start, end);
        runStart = end + 1;
      }
      start = end + 1;
    }
    this.forwardRun(chunk, runStart, start);
    this.hold(chunk, start);
    this.before = chunk[chunk.length - 1] ?? this.before;
  }

  /** Drops the line that has begun. */
  reset(): void {
    this.heldLength = 0;
    this.dropping = false;
    this.before = 0;
  }

  /** Whether the byte at `at` is the last one of a line end. */
  private isEnd(chunk: Buffer, at: number): boolean {
    const byte = chunk[at];
    if (byte !== LINE_FEED && byte !== CARRIAGE_RETURN) {
      return false;
    }
    switch (this.form.lineEnd) {
      case 'auto':
        chunk[at] = LINE_FEED;
        return true;
      case 'lf':
        return byte === LINE_FEED;
      case 'cr':
        return byte === CARRIAGE_RETURN;
      case 'crlf':
        return byte === LINE_FEED && (at === 0 ? this.before : chunk[at - 1]) === CARRIAGE_RETURN;
    }
  }

  private fits(bytes: Buffer, start: number, end: number): boolean {
    return lineLength(bytes, start, end) <= this.form.maxLine;
  }

  private forwardRun(chunk: Buffer, start: number, end: number): void {
    if (end > start) {
      this.forward(chunk.subarray(start, end));
    }
  }

  /** Ends the line whose last byte is at `end`: forwards it, or drops it when it is too long. */
  private endLine(chunk: Buffer, start: number, end: number): void {
    if (this.dropping) {
      this.heldLength = 0;
      this.dropping = false;
      return;
    }
    const line = Buffer.concat([this.held.subarray(0, this.heldLength), chunk.subarray(start, end + 1)]);
    this.heldLength = 0;
    if (this.fits(line, 0, line.length - 1)) {
      this.forward(line);
    } else {
      this.oversized(line.toString('latin1', 0, this.form.maxLine));
    }
  }

  private hold(chunk: Buffer, start: number): void {
    const length = chunk.length - start;
    if (this.dropping || length === 0) {
      return;
    }
    if (this.heldLength + length > this.held.length) {
      const beginning = this.heldLength > 0 ? this.held.subarray(0, this.heldLength) : chunk.subarray(start);
      this.oversized(beginning.toString('latin1', 0, this.form.maxLine));
      this.heldLength = 0;
      this.dropping = true;
      return;
    }
    chunk.copy(this.held, this.heldLength, start);
    this.heldLength += length;
  }
}

/** Number of bytes between `start` and the last byte of the line's end, without bytes of line ends at both sides. */
function lineLength(bytes: Buffer, start: number, end: number): number {
  let from = start;
  let to = end;
  while (to > from && isEndByte(bytes[to - 1]!)) {
    to--;
  }
  while (from < to && isEndByte(bytes[from]!)) {
    from++;
  }
  return to - from;
}

function isEndByte(byte: number): boolean {
  return byte === LINE_FEED || byte === CARRIAGE_RETURN;
}
