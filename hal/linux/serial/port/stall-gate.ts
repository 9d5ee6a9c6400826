// Drops the bytes that were sent before the end of a stall of the process, because they are old.

/** After this time without a tick the process has stalled, and arriving bytes are old. */
const STALL_S = 0.5;
/** Old input arrives without a pause. A pause of this length ends it... */
const QUIET_GAP_S = 0.005;
/** ...but not before this time: the first tick after a stall is slow and would look like a pause. */
const MIN_DISCARD_S = 0.05;
/** Input without a pause is accepted after this time. */
const MAX_DISCARD_S = 1;

/**
 * After a pause of this length a line begins: no sensor pauses so long within one. The pause counts only when this many ticks saw it:
 * bytes that came while the process was busy look like bytes that came now.
 */
const PAUSE_S = 0.05;
const PAUSE_TICKS = 3;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export class StallGate {
  private lastTickS = Number.NaN;
  private beganS = 0;
  private lastArrivalS = 0;
  private discarding = false;
  private resynchronising = false;
  /** Ticks since the last bytes, or since the opening of the port. */
  private quietTicks = 0;

  /** @param discarded receives the number of line ends in the dropped bytes */
  constructor(private readonly discarded: (lines: number) => void) {}

  /** Called with every tick. `nowS` is in monotonic seconds. */
  tick(nowS: number): void {
    this.lastTickS = nowS;
    this.quietTicks++;
  }

  /** Whether the time from the last tick to `nowS` is longer than it can be in a running process. */
  isStalled(nowS: number): boolean {
    return nowS - this.lastTickS > STALL_S;
  }

  /** Reports the end of a stall at `nowS`. Drops the input until the first pause, and the rest of the line after it. */
  begin(nowS: number): void {
    this.beganS = nowS;
    this.lastArrivalS = nowS;
    this.quietTicks = 0;
    this.discarding = true;
  }

  /**
   * The input begins at `nowS`, perhaps in the middle of a line: then the rest of this line is dropped. A line whose first byte comes
   * after a pause is whole, and is used.
   */
  resynchronise(nowS: number): void {
    this.resynchronising = true;
    this.lastArrivalS = nowS;
    this.quietTicks = 0;
  }

  /**
   * Judges a chunk that arrives at `nowS`.
   *
   * @returns the part of the chunk to use; null when there is none
   */
  admit(chunk: Buffer, nowS: number): Buffer | null {
    if (this.isStalled(nowS)) {
      this.begin(nowS);
    }
    const gapS = nowS - this.lastArrivalS;
    const followsPause = gapS >= PAUSE_S && this.quietTicks >= PAUSE_TICKS;
    this.lastArrivalS = nowS;
    this.quietTicks = 0;
    if (this.discarding) {
      const sinceS = nowS - this.beganS;
      if (sinceS < MIN_DISCARD_S || (gapS < QUIET_GAP_S && sinceS < MAX_DISCARD_S)) {
        this.discarded(countLines(chunk));
        return null;
      }
      this.discarding = false;
      this.resynchronising = true;
    }
    if (followsPause) {
      this.resynchronising = false;
    }
    return this.resynchronising ? this.fromNextLine(chunk) : chunk;
  }

  private fromNextLine(chunk: Buffer): Buffer | null {
    const end = chunk.findIndex(isLineEnd);
    if (end < 0) {
      return null;
    }
    this.resynchronising = false;
    this.discarded(1);
    return chunk.subarray(end + 1);
  }
}

function isLineEnd(byte: number): boolean {
  return byte === LINE_FEED || byte === CARRIAGE_RETURN;
}

function countLines(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) {
    lines++;
  }
  return lines;
}
