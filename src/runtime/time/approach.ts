// Learns how long before a control tick the thread has to wake up, so that it spins for as short a time as possible.

/** The longest lead, milliseconds. A callback that takes longer might make the tick late. */
const MOST_MS = 0.45;
/** Added to what was measured, milliseconds. */
const RESERVE_MS = 0.05;
/** A measured maximum loses this share with each control tick: at 15 Hz it halves in less than five seconds. */
const FORGOTTEN = 0.01;

/** All times are milliseconds. The lead begins with its longest value, and never exceeds it. */
export class Approach {
  private overshootMs = MOST_MS;
  private callbackMs = MOST_MS;

  /** How long before the deadline the thread has to wake up. */
  get leadMs(): number {
    return Math.min(MOST_MS, this.overshootMs + this.callbackMs + RESERVE_MS);
  }

  /** The thread woke this long after the time that it had asked for. */
  woke(lateMs: number): void {
    this.overshootMs = remembered(this.overshootMs, lateMs);
  }

  /** The callback has taken this long. */
  called(tookMs: number): void {
    this.callbackMs = remembered(this.callbackMs, tookMs);
  }
}

/** A maximum that fades, limited so that one long delay of the machine is forgotten soon. */
function remembered(before: number, now: number): number {
  return Math.min(MOST_MS, Math.max(now, before * (1 - FORGOTTEN)));
}
