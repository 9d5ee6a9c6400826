// Drops the bytes that were sent before the end of a stall of the process: they waited somewhere and are old.

/** Without a tick for so long the process stood still, and what arrives was waiting. */
const STALL_S = 0.5;
/** Old input comes in one go; a pause of this length is the end of it... */
const QUIET_GAP_S = 0.005;
/** ...but not at once: the tick that follows a stall is slow, and would look like a pause. */
const MIN_DISCARD_S = 0.05;
/** A line that never pauses is believed after so long. */
const MAX_DISCARD_S = 1;

const LINE_FEED = 0x0a;

export class StallGate {
  private lastTickS = Number.NaN;
  private beganS = 0;
  private lastArrivalS = 0;
  private discarding = false;
  private resynchronising = false;

  /** @param discarded is told how many line ends were among the bytes dropped */
  constructor(private readonly discarded: (lines: number) => void) {}

  /** The process is alive at `nowS`, monotonic seconds. Called by every tick. */
  tick(nowS: number): void {
    this.lastTickS = nowS;
  }

  /** Whether more time has passed at `nowS` since the last tick than the process needs when it runs. */
  isStalled(nowS: number): boolean {
    return nowS - this.lastTickS > STALL_S;
  }

  /** A stall ended at `nowS`: drops what arrives until the first pause, and the rest of the line it stops in. */
  begin(nowS: number): void {
    this.beganS = nowS;
    this.lastArrivalS = nowS;
    this.discarding = true;
  }

  /** Input begins somewhere in a line: drops the rest of it. */
  resynchronise(): void {
    this.resynchronising = true;
  }

  /**
   * Judges a chunk that arrives at `nowS`.
   *
   * @returns what is left of it, or null
   */
  admit(chunk: Buffer, nowS: number): Buffer | null {
    if (this.isStalled(nowS)) {
      this.begin(nowS);
    }
    if (this.discarding) {
      const gapS = nowS - this.lastArrivalS;
      const sinceS = nowS - this.beganS;
      this.lastArrivalS = nowS;
      if (sinceS < MIN_DISCARD_S || (gapS < QUIET_GAP_S && sinceS < MAX_DISCARD_S)) {
        this.discarded(countLines(chunk));
        return null;
      }
      this.discarding = false;
      this.resynchronising = true;
    }
    return this.resynchronising ? this.fromNextLine(chunk) : chunk;
  }

  private fromNextLine(chunk: Buffer): Buffer | null {
    const end = chunk.indexOf(LINE_FEED);
    if (end < 0) {
      return null;
    }
    this.resynchronising = false;
    this.discarded(1);
    return chunk.subarray(end + 1);
  }
}

function countLines(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) {
    lines++;
  }
  return lines;
}
