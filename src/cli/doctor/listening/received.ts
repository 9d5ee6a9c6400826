// What a serial port sends: its lines with the times at which they ended.

export interface ReceivedLine {
  /** Latin-1: each byte is one character. Without the line end. */
  readonly text: string;
  /** Seconds since the beginning of listening. */
  readonly atS: number;
}

const LONGEST_LINE = 4096;

/** Collects bytes as lines. Every form of line end counts, blank lines do not. The first line may be the rest of one. */
export class Received {
  readonly lines: ReceivedLine[] = [];
  /** All bytes, for the judgement of the speed of the line. */
  bytes = 0;
  readableBytes = 0;
  private rest = '';

  take(chunk: Uint8Array, atS: number): void {
    this.bytes += chunk.length;
    for (const byte of chunk) if (isReadable(byte)) this.readableBytes++;
    const parts = (this.rest + Buffer.from(chunk).toString('latin1')).split(/[\r\n]/);
    this.rest = parts.pop()!.slice(-LONGEST_LINE);
    for (const text of parts) if (text !== '') this.lines.push({ text, atS });
  }

  /** The lines that are whole for certain: without the first one, when there are others. */
  get wholeLines(): readonly ReceivedLine[] {
    return this.lines.length > 1 ? this.lines.slice(1) : this.lines;
  }

  /** Share of bytes that text consists of, 0..1; 0 before the first byte. */
  get readableShare(): number {
    return this.bytes === 0 ? 0 : this.readableBytes / this.bytes;
  }

  /** The longest pause between two lines, s; NaN with fewer than three lines. */
  get pauseS(): number {
    const { lines } = this;
    if (lines.length < 3) return Number.NaN;
    return Math.max(...lines.slice(1).map(({ atS }, i) => atS - lines[i]!.atS));
  }
}

/** Printable ASCII, tab, carriage return, line feed. */
function isReadable(byte: number): boolean {
  return (byte >= 0x20 && byte <= 0x7e) || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
