// Watches at which rhythm lines come on a port, from the line ends in its bytes. Whether a line can be read does not matter.

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** Bytes without a line end count as a line when there are this many, so that garbage is not taken for silence. */
const LONGEST_LINE_BYTES = 256;
/** The rhythm is known after lines came for this time. Within it, lines that come in bursts would look like a fast rhythm. */
const MIN_WATCHED_S = 0.5;
/** A pause between lines is remembered for this time, or for this many of its own length. */
const MEMORY_S = 10;
const MEMORY_IN_PAUSES = 10;

/** All times are monotonic seconds. */
export class LineRhythm {
  /** When the last line came; before the first one the time of {@link begin}. */
  lastLineS = 0;
  /** True when a line came since {@link begin}. */
  hasLine = false;
  private firstLineS = 0;
  private bytes = 0;
  private known = false;
  /** The longest pauses of the present and of the last time of memory. */
  private longestS = 0;
  private longestBeforeS = 0;
  private memoryBeganS = 0;

  /** The port was opened. What was known about its rhythm stays. */
  begin(nowS: number): void {
    this.lastLineS = nowS;
    this.hasLine = false;
    this.bytes = 0;
  }

  /** The process stood still for `seconds`: that was not a pause of the line. */
  stalled(seconds: number): void {
    this.lastLineS += seconds;
    this.firstLineS += seconds;
    this.memoryBeganS += seconds;
  }

  /** Looks for line ends in bytes that came at `nowS`. */
  take(chunk: Uint8Array, nowS: number): void {
    this.bytes += chunk.length;
    const ends = chunk.includes(LINE_FEED) || chunk.includes(CARRIAGE_RETURN);
    if (!ends && this.bytes < LONGEST_LINE_BYTES) return;
    this.bytes = 0;
    this.line(nowS);
  }

  /** The longest pause between two lines of late, s; NaN while it is not known. */
  get pauseS(): number {
    return this.known ? Math.max(this.longestS, this.longestBeforeS) : Number.NaN;
  }

  private line(nowS: number): void {
    if (this.hasLine) this.pause(nowS - this.lastLineS, nowS);
    else this.firstLineS = nowS;
    this.hasLine = true;
    this.lastLineS = nowS;
  }

  private pause(seconds: number, nowS: number): void {
    if (nowS - this.firstLineS >= MIN_WATCHED_S) this.known = true;
    const memoryS = Math.max(MEMORY_S, MEMORY_IN_PAUSES * this.longestS);
    if (nowS - this.memoryBeganS > memoryS) {
      this.memoryBeganS = nowS;
      this.longestBeforeS = this.longestS;
      this.longestS = 0;
    }
    this.longestS = Math.max(this.longestS, seconds);
  }
}
