// A pacer clock in virtual time: timers that are as inexact as real ones, and a thread that can be held up at will.
import type { PacerClock } from '../../src/runtime/time/pacer-clock.js';

export class VirtualPacerClock implements PacerClock {
  now = 1000;
  /** The longest time the thread was held by `wait` and `spinUntil` between two visits to the event loop. */
  longestHoldMs = 0;
  /** Visits to the event loop. */
  visits = 0;
  private held = 0;
  private idle = 0;
  private pending: { at: number; callback: () => void } | undefined;
  private draws = 0;

  /** @param timerErrorMs timers fire up to so much early or late */
  constructor(private readonly timerErrorMs = 0.9) {}

  nowMs(): number {
    return this.now;
  }

  idleMs(): number {
    return this.idle;
  }

  callAfter(delayMs: number, callback: () => void): void {
    this.draws = (this.draws + 0.618_034) % 1;
    this.pending = { at: this.now + delayMs + this.timerErrorMs * (2 * this.draws - 1), callback };
  }

  callSoon(callback: () => void): void {
    this.pending = { at: this.now + 0.01, callback };
  }

  cancel(): void {
    this.pending = undefined;
  }

  wait(ms: number): void {
    this.hold(ms + 0.06);
  }

  spinUntil(timeMs: number): void {
    this.hold(Math.max(0, timeMs - this.now));
    this.now = Math.max(this.now, timeMs);
  }

  get isPending(): boolean {
    return this.pending !== undefined;
  }

  /** Lets virtual time pass until that time. */
  runUntil(timeMs: number): void {
    while (this.pending !== undefined && this.pending.at <= timeMs) {
      const { at, callback } = this.pending;
      this.pending = undefined;
      this.visits++;
      this.held = 0;
      this.idle += Math.max(0, at - this.now);
      this.now = Math.max(this.now, at);
      callback();
    }
  }

  private hold(ms: number): void {
    this.now += ms;
    this.held += ms;
    this.longestHoldMs = Math.max(this.longestHoldMs, this.held);
  }
}
