// The timetable: which base tick runs now, which work it does, and which ticks were missed.
import { Cadence } from '../control/plan/schedule.js';

/** A tick also runs when the time is before it by at most this share of a period, because times are rounded. */
const ROUNDING_TICKS = 1e-6;

/**
 * Base tick k is due at time k, in base periods since tick 0. Ticks that were missed are skipped: after a delay the newest one
 * that is due runs, so the phase is kept and there is no burst. A control tick that could not run on its own base tick runs on
 * the next base tick that runs.
 */
export class Timetable {
  private readonly control: Cadence;
  private nextTick = 0;
  private current = -1;
  private isControlTick = false;

  /** @throws RangeError when `rateHz`, control ticks a second, does not divide 60 */
  constructor(rateHz: number) {
    this.control = new Cadence(rateHz);
  }

  /** The base tick after the present one. */
  get next(): number {
    return this.nextTick;
  }

  /** The base tick that would run at `now`, in base periods. */
  comingAt(now: number): number {
    return Math.max(this.nextTick, Math.floor(now + ROUNDING_TICKS));
  }

  /** Begins the tick that runs at `now`, in base periods. */
  begin(now: number): void {
    this.current = this.comingAt(now);
    this.nextTick = this.current + 1;
    this.isControlTick = this.control.take(this.current);
  }

  /** The present base tick; -1 before the first. */
  get tick(): number {
    return this.current;
  }

  get isControl(): boolean {
    return this.isControlTick;
  }

  /** The base tick on which the present tick's work was due: an earlier one for a control tick that is late. */
  get dueTick(): number {
    return this.isControlTick ? this.control.dueTick : this.current;
  }

  /** Control ticks that were skipped before the present one; 0 on other base ticks. */
  get missed(): number {
    return this.isControlTick ? this.control.missed : 0;
  }
}
