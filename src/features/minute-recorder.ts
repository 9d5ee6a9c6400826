// Makes one row of statistics for each minute, from frames, health records and events.

import { FRAME, type FrameLayout } from '../control/records/frame.js';
import type { Alert, ControlEvent } from '../vocabulary/events.js';
import { BASE_RATE_HZ, MODES, PLANT_STATES } from '../vocabulary/words.js';
import { AlarmClock } from './alarm-clock.js';
import { durationStatistics, type TimedHealth } from './duration-statistics.js';
import { EventCounter } from './event-counter.js';
import { DEGRADATION_STEPS, MINUTE_MS, type MinuteRow } from './minute-row.js';
import { SeriesAccumulator } from './series-accumulator.js';
import { ShareCounter } from './share-counter.js';

/** How long a minute waits after its end for its last events: they arrive later than frames, because they pass through the store. */
const EVENTS_LATE_MS = 5000;
/** A larger difference between wall time and ticks of two frames means that the clock was set, and not only corrected. */
const JUMP_MS = 500;
const MS_PER_TICK = 1000 / BASE_RATE_HZ;
/** A row with fewer frames is not complete. */
const ENOUGH_FRAMES = Math.ceil(0.99 * BASE_RATE_HZ * (MINUTE_MS / 1000));
/** Far more events than a minute normally has. Later ones are left out, and the row is marked as not complete. */
const MAX_EVENTS_WAITING = 5000;

/** The part of a row that is made from frames and health records. */
type FramePart = Omit<MinuteRow, 'alarms' | 'trips' | 'recoveries' | 'commands'>;

/** A row that has all its frames and waits for its last events. */
interface Closing {
  readonly part: FramePart;
  /** The time that the row covers, wall time in milliseconds since the epoch. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface MinuteRecorderSetup {
  readonly layout: FrameLayout;
  readonly run: number;
  readonly onRow: (row: MinuteRow) => void;
}

/**
 * Reads no clock: it takes the time from the frames. An event belongs to the minute of its own time stamp. When it arrives after
 * that minute's row was made, it counts in the next row.
 */
export class MinuteRecorder {
  private readonly setup: MinuteRecorderSetup;
  private readonly series: SeriesAccumulator;
  private readonly mode = new ShareCounter(MODES);
  private readonly degradation = new ShareCounter(DEGRADATION_STEPS);
  private readonly plant = new ShareCounter(PLANT_STATES);
  private readonly alarms = new AlarmClock();
  private readonly events = new EventCounter();
  /** The last health record of the previous minute, or the first record of the run; then the last one of this minute. */
  private healthBefore: TimedHealth | null = null;
  private healthLast: TimedHealth | null = null;
  private waiting: ControlEvent[] = [];
  private leftOut = 0;
  private closing: Closing | null = null;
  /** Start of the present minute, milliseconds since the epoch; NaN before the first frame. */
  private minuteMs = Number.NaN;
  private firstTick = 0;
  private firstMs = 0;
  private frames = 0;
  private lastTick = 0;
  private lastMs = 0;
  private clockJumped = false;

  constructor(setup: MinuteRecorderSetup) {
    this.setup = setup;
    this.series = new SeriesAccumulator(setup.layout);
  }

  /** Sets the alarms as they were before the first event. */
  assume(alerts: readonly Alert[]): void {
    this.alarms.assume(alerts);
  }

  /** Takes an event. Events come in the order of the log. */
  event(event: ControlEvent): void {
    if (this.waiting.length < MAX_EVENTS_WAITING) this.waiting.push(event);
    else this.leftOut++;
  }

  /** Takes a health record, which belongs to the minute of the last frame. @param health kept; nobody may change it */
  health(health: TimedHealth): void {
    this.healthBefore ??= health;
    this.healthLast = health;
  }

  /** Takes a frame. Frames come in the order of ticks; some may be missing. @param frame laid out as FRAME */
  frame(frame: Float64Array): void {
    const ts = frame[FRAME.ts]!;
    const tick = frame[FRAME.tick]!;
    const minuteMs = Math.floor(ts / MINUTE_MS) * MINUTE_MS;
    const jumped = this.frames > 0 && this.isJump(ts, tick);
    // A clock that is corrected back by some milliseconds does not return to the previous minute.
    const isStillThere = minuteMs < this.minuteMs && !jumped;
    if (minuteMs !== this.minuteMs && !isStillThere) this.begin(minuteMs, ts, tick, jumped);
    if (jumped) this.clockJumped = true;
    this.add(frame, ts, tick);
    if (this.closing !== null && ts >= this.closing.toMs + EVENTS_LATE_MS) this.finish(this.closing.toMs);
  }

  /** Ends the recording: makes rows of all data that is there. */
  flush(): void {
    this.close();
    this.finish(Number.POSITIVE_INFINITY);
    this.minuteMs = Number.NaN;
  }

  private isJump(ts: number, tick: number): boolean {
    const expectedMs = (tick - this.lastTick) * MS_PER_TICK;
    return Math.abs(ts - this.lastMs - expectedMs) > JUMP_MS;
  }

  private begin(minuteMs: number, ts: number, tick: number, jumped: boolean): void {
    if (jumped) this.clockJumped = true;
    this.close(jumped);
    this.minuteMs = minuteMs;
    this.firstTick = tick;
    // The first frame comes up to one tick after the start of the minute. The row counts from the start then.
    this.firstMs = ts - minuteMs <= MS_PER_TICK ? minuteMs : ts;
  }

  private add(frame: Float64Array, ts: number, tick: number): void {
    this.series.add(frame);
    this.mode.add(frame[FRAME.mode]!);
    this.degradation.add(frame[FRAME.degradation]!);
    this.plant.add(frame[FRAME.plant]!);
    this.frames++;
    this.lastMs = ts;
    this.lastTick = tick;
  }

  /** The present minute has all its frames. After a jump of the clock, times do not say to which row an event belongs. */
  private close(jumped = false): void {
    if (this.closing !== null) this.finish(this.closing.toMs);
    if (this.frames === 0) return;
    const endMs = this.minuteMs + MINUTE_MS;
    const lastMs = this.lastMs + MS_PER_TICK;
    this.closing = {
      part: this.framePart(),
      fromMs: this.firstMs,
      toMs: lastMs >= endMs - MS_PER_TICK && !jumped ? endMs : Math.min(lastMs, endMs),
    };
    this.clear();
    if (jumped) this.finish(Number.POSITIVE_INFINITY);
  }

  private framePart(): FramePart {
    const { run } = this.setup;
    return {
      ts: this.minuteMs,
      run,
      tick: this.firstTick,
      frames: this.frames,
      complete: this.frames >= ENOUGH_FRAMES && !this.clockJumped && this.leftOut === 0,
      clockJumped: this.clockJumped,
      series: this.series.statistics(),
      durations: durationStatistics(this.healthBefore, this.healthLast),
      mode: this.mode.shares(),
      degradation: this.degradation.shares(),
      plant: this.plant.shares(),
    };
  }

  private clear(): void {
    this.series.clear();
    this.mode.clear();
    this.degradation.clear();
    this.plant.clear();
    this.frames = 0;
    this.clockJumped = false;
    this.leftOut = 0;
    this.healthBefore = this.healthLast ?? this.healthBefore;
    this.healthLast = null;
  }

  /** Adds the events before `untilMs`, and passes the row on. */
  private finish(untilMs: number): void {
    if (this.closing === null) return;
    const { part, fromMs, toMs } = this.closing;
    this.closing = null;
    this.alarms.begin(fromMs);
    const later: ControlEvent[] = [];
    for (const event of this.waiting) {
      if (event.ts >= untilMs) later.push(event);
      else this.take(event, toMs);
    }
    this.waiting = later;
    this.setup.onRow({ ...part, alarms: this.alarms.end(toMs), ...this.events.take() });
  }

  private take(event: ControlEvent, toMs: number): void {
    this.events.add(event);
    if (event.type === 'alert') this.alarms.alert(event.data as unknown as Alert, Math.min(event.ts, toMs));
  }
}
