// The pacer: calls the base tick 60 times a second on absolute deadlines, and begins control ticks to the microsecond.
import { STALL_LIMIT_S } from '../../control/plant/interlocks.js';
import { Timetable } from '../../heartbeat/timetable.js';
import { BASE_RATE_HZ } from '../../vocabulary/words.js';
import { eventLoopClock, type PacerClock } from './pacer-clock.js';

/** Positions in the record for the tick's callback. Times are milliseconds on the pacer's monotonic clock. */
export const PACE = {
  /** Index of this base tick since the start; some may be missing. Its deadline is `tick / 60` s after that of tick 0. */
  tick: 0,
  /** 1 on a control tick, else 0. */
  isControl: 1,
  /** Control ticks skipped since the last one, on a control tick. */
  missed: 2,
  /** The deadline of this base tick. */
  deadlineMs: 3,
  /** The deadline of the work. A late control tick has the deadline of the earlier base tick on which it was due. */
  dueMs: 4,
  /** When this tick began. */
  beganMs: 5,
  /** `beganMs` after `dueMs`, never below 0. */
  latenessMs: 6,
  /** When the event loop last called the pacer. It is after `dueMs` when the loop caused the delay. */
  calledMs: 7,
  /** The time since the previous tick began, when it is longer than {@link STALL_MS}; else 0. */
  stalledMs: 8,
  /** When the previous tick ended. */
  previousEndMs: 9,
  /** How long the event loop was busy with other work just before it last called the pacer. */
  loopBusyMs: 10,
  length: 11,
} as const;

/** A longer gap between two base ticks means that the process stood still. */
const STALL_MS = STALL_LIMIT_S * 1000;

const PERIOD_MS = 1000 / BASE_RATE_HZ;
/** The longest single block of the thread while it waits for a deadline, milliseconds. */
const HOLD_MS = 1;
/** The event loop has its last turn this long before a control tick, milliseconds. */
const LAST_TURN_MS = 0.8;
/** The callback on the approach runs this long before a control tick; later it might make the tick late. */
const APPROACH_MS = 0.45;
/** The timer is set this long before a control tick, because timers fire up to a millisecond early or late, on a busy machine two. */
const TIMER_MARGIN_MS = 2;

export interface PacerOptions {
  readonly clock?: PacerClock;
  /** Called shortly before a control tick that will be in time, while there is no other work. */
  readonly onApproach?: () => void;
}

/** Base tick 0 is due one base period after the start; {@link Timetable} says which tick runs after a delay. */
export class Pacer {
  private readonly onTick: (pace: Float64Array) => void;
  private readonly clock: PacerClock;
  private readonly onApproach: () => void;
  private readonly timetable: Timetable;
  private readonly controlTicks: number;
  private readonly pace = new Float64Array(PACE.length);
  private originMs = 0;
  /** When the thread last returned to the event loop, and how long the loop had been idle until then. */
  private readonly yielded = { atMs: 0, idleMs: 0 };
  private isRunning = false;

  /**
   * @param rateHz control ticks a second, a divisor of 60; RangeError otherwise
   * @param onTick called with a record of {@link PACE}, the same array each time; the pacer stops when it throws
   */
  constructor(rateHz: number, onTick: (pace: Float64Array) => void, options: PacerOptions = {}) {
    const { clock = eventLoopClock(), onApproach = () => {} } = options;
    this.timetable = new Timetable(rateHz);
    this.controlTicks = BASE_RATE_HZ / rateHz;
    this.onTick = onTick;
    this.clock = clock;
    this.onApproach = onApproach;
  }

  /** Base tick 0, which is a control tick, is due one base period from now. May be called once. */
  start(): void {
    const now = this.clock.nowMs();
    this.isRunning = true;
    this.originMs = now + PERIOD_MS;
    this.pace[PACE.beganMs] = now;
    this.pace[PACE.previousEndMs] = now;
    this.arm();
  }

  /** Stops: no tick begins after this. May be called in a tick. */
  stop(): void {
    this.isRunning = false;
    this.clock.cancel();
  }

  private readonly proceed = (): void => {
    const now = this.clock.nowMs();
    const idle = this.clock.idleMs() - this.yielded.idleMs;
    this.pace[PACE.calledMs] = now;
    this.pace[PACE.loopBusyMs] = Math.max(0, now - this.yielded.atMs - idle);
    const remaining = this.deadlineMs(this.timetable.next) - now;
    if (remaining <= 0 || this.holdUntilDue(remaining)) {
      this.run();
    }
    if (this.isRunning) {
      this.arm();
    }
  };

  /** Blocks the thread for a bounded time before a control tick. Returns true when the deadline was reached. */
  private holdUntilDue(remaining: number): boolean {
    if (!this.isControlNext() || remaining > TIMER_MARGIN_MS + HOLD_MS) {
      return false;
    }
    if (remaining > LAST_TURN_MS) {
      this.clock.wait(Math.min(HOLD_MS, remaining - LAST_TURN_MS));
      return false;
    }
    const deadline = this.deadlineMs(this.timetable.next);
    if (remaining > APPROACH_MS) {
      this.clock.wait(remaining - APPROACH_MS);
    }
    if (deadline - this.clock.nowMs() > APPROACH_MS / 2) {
      this.onApproach();
    }
    // Spins to the end instead of sleeping: another thread would displace the caches.
    this.clock.spinUntil(deadline);
    return true;
  }

  private run(): void {
    const pace = this.pace;
    const now = this.clock.nowMs();
    const { timetable } = this;
    timetable.begin((now - this.originMs) / PERIOD_MS);
    const due = this.deadlineMs(timetable.dueTick);
    const gap = now - pace[PACE.beganMs]!;
    pace[PACE.tick] = timetable.tick;
    pace[PACE.isControl] = timetable.isControl ? 1 : 0;
    pace[PACE.missed] = timetable.missed;
    pace[PACE.deadlineMs] = this.deadlineMs(timetable.tick);
    pace[PACE.dueMs] = due;
    pace[PACE.beganMs] = now;
    pace[PACE.latenessMs] = Math.max(0, now - due);
    pace[PACE.stalledMs] = gap > STALL_MS ? gap : 0;
    this.onTick(pace);
    pace[PACE.previousEndMs] = this.clock.nowMs();
  }

  /** Returns to the event loop until the next look. Input is processed even when the tick is overdue. */
  private arm(): void {
    const now = this.clock.nowMs();
    this.yielded.atMs = now;
    this.yielded.idleMs = this.clock.idleMs();
    const remaining = this.deadlineMs(this.timetable.next) - now;
    const isControl = this.isControlNext();
    const timer = isControl ? Math.floor(remaining - TIMER_MARGIN_MS) : Math.ceil(remaining);
    if (timer >= 1) {
      this.clock.callAfter(timer, this.proceed);
    } else {
      this.clock.callSoon(this.proceed);
    }
  }

  private isControlNext(): boolean {
    return this.timetable.next % this.controlTicks === 0;
  }

  private deadlineMs(tick: number): number {
    return this.originMs + tick * PERIOD_MS;
  }
}
