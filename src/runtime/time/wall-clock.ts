// The wall clock: maps deadlines on the monotonic clock to time stamps that are as evenly spaced as the deadlines.
import { performance } from 'node:perf_hooks';

/** A larger difference means that the wall clock was set; a smaller one, that it runs a little fast or slow. */
const JUMP_MS = 20;
/** The largest correction at one reading: far above the 8 us that NTP slews in 1/60 s, but too small to disturb the spacing. */
const CORRECTION_MS = 0.25;
/** When the two clocks were read further apart than this, the thread was interrupted in between and the reading is ignored. */
const READING_MS = 0.2;
/** The wall clock is read in whole milliseconds, rounded down. */
const RESOLUTION_MS = 1;
/** At the start the clocks are read this many times at most, until one reading is good. */
const FIRST_READINGS = 10;

export class WallClock {
  private readonly nowMs: () => number;
  private readonly wallMs: () => number;
  /** Wall time minus monotonic time. It is in an array, because storing there does not allocate. */
  private readonly offset = new Float64Array(1);
  private jumpCount = 0;

  /**
   * @param nowMs monotonic time, milliseconds with fractions
   * @param wallMs milliseconds since the epoch, whole
   */
  constructor(nowMs: () => number = () => performance.now(), wallMs: () => number = Date.now) {
    this.nowMs = nowMs;
    this.wallMs = wallMs;
    this.offset[0] = this.firstOffset();
  }

  /** How often the wall clock was set by more than 20 ms since the start, in either direction. */
  get jumps(): number {
    return this.jumpCount;
  }

  /**
   * The wall time of a monotonic time, in whole milliseconds since the epoch. It reads both clocks: call it about 60 times a second,
   * with times around now.
   */
  at(monotonicMs: number): number {
    this.observe();
    return Math.floor(monotonicMs + this.offset[0]!);
  }

  /** A thread that is interrupted between the clocks would begin with time stamps that are wrong by as much. */
  private firstOffset(): number {
    let offset = 0;
    let narrowest = Number.POSITIVE_INFINITY;
    for (let n = 0; n < FIRST_READINGS && narrowest > READING_MS; n++) {
      const before = this.nowMs();
      const wall = this.wallMs();
      const width = this.nowMs() - before;
      if (width >= narrowest) continue;
      narrowest = width;
      offset = wall - before + RESOLUTION_MS / 2;
    }
    return offset;
  }

  /** A reading gives the offset to within a millisecond. The estimate changes only when it contradicts the reading. */
  private observe(): void {
    const before = this.nowMs();
    const wall = this.wallMs();
    const after = this.nowMs();
    if (after - before > READING_MS) {
      return;
    }
    const offset = this.offset[0]!;
    const lowest = wall - after;
    const highest = wall + RESOLUTION_MS - before;
    const error = offset < lowest ? lowest - offset : offset > highest ? highest - offset : 0;
    if (Math.abs(error) > JUMP_MS) {
      this.offset[0] = (lowest + highest) / 2;
      this.jumpCount++;
    } else {
      this.offset[0] = offset + Math.max(-CORRECTION_MS, Math.min(CORRECTION_MS, error));
    }
  }
}
