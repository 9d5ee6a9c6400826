// Finds a port that sends lines of which none can be read, so that a person gets one finding about it.

/** Fewer lines than this may be the start of a board, or noise. */
const MIN_LINES = 3;
const MIN_TIME_S = 1;
const TIME_IN_STALE_TIMES = 5;
/** Bytes without a line end are one line that is too long. It is reported after this time. */
const ENDLESS_LINE_S = 10;
/** Lines that come and go are reported no more often than this. */
const REPORT_INTERVAL_S = 60;

/** All times are monotonic seconds. */
export class UnreadableWatch {
  /** Lines that could not be read since the last one that could. */
  lines = 0;
  private sinceS = 0;
  private reportedS = Number.NEGATIVE_INFINITY;
  private isReported = false;
  private readonly patienceS: number;

  /** @param staleAfterS see the key `staleAfter` */
  constructor(staleAfterS: number) {
    this.patienceS = Math.max(MIN_TIME_S, TIME_IN_STALE_TIMES * staleAfterS);
  }

  /** The port was opened. */
  begin(nowS: number): void {
    this.lines = 0;
    this.sinceS = nowS;
  }

  unreadable(): void {
    this.lines++;
  }

  /** Returns true when this is the first good line after a report. */
  good(nowS: number): boolean {
    this.begin(nowS);
    const wasReported = this.isReported;
    this.isReported = false;
    return wasReported;
  }

  /** Returns true when the lines have to be reported now. @param isTalking false when the port has become silent */
  isDue(nowS: number, isTalking: boolean): boolean {
    if (this.lines === 0 || this.isReported || nowS - this.reportedS < REPORT_INTERVAL_S) return false;
    const seconds = nowS - this.sinceS;
    const areMany = this.lines >= MIN_LINES && seconds > this.patienceS;
    const isEndless = isTalking && seconds > ENDLESS_LINE_S;
    if (!areMany && !isEndless) return false;
    this.isReported = true;
    this.reportedS = nowS;
    return true;
  }
}
