// Makes a row of each minute out of the frames, the health and the events as they come by.
import type { Alert, ControlEvent } from '../control/events.js';
import { FRAME, type FrameLayout } from '../control/records/frame.js';
import { BASE_RATE_HZ, MODES, PLANT_STATES } from '../control/vocabulary.js';
import { AlarmClock } from './alarm-clock.js';
import { durationStatistics, type TimedHealth } from './duration-statistics.js';
import { EventCounter } from './event-counter.js';
import { DEGRADATION_STEPS, MINUTE_MS, type MinuteRow } from './minute-row.js';
import { SeriesAccumulator } from './series-accumulator.js';
import { ShareCounter } from './share-counter.js';

/** Events come by the way of the store: so long after its end a minute waits for its last ones. */
const EVENTS_LATE_MS = 5000;
/** Further than this between the frames' wall times and their ticks the clock was set, and not just corrected. */
const JUMP_MS = 500;
const MS_PER_TICK = 1000 / BASE_RATE_HZ;
/** A row that has so many frames is complete. */
const ENOUGH_FRAMES = Math.ceil(0.99 * BASE_RATE_HZ * (MINUTE_MS / 1000));
/** Far above what a minute brings unless something is very wrong; beyond it the row says that it is not complete. */
const MAX_EVENTS_WAITING = 5000;

/** Everything of a row that the frames decide. */
type FramePart = Omit<MinuteRow, 'alarms' | 'trips' | 'recoveries' | 'commands'>;

/** A row that has all its frames, and waits for events. */
interface Closing {
  readonly part: FramePart;
  /** The time that the row covers, wall time in milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface MinuteRecorderSetup {
  readonly layout: FrameLayout;
  readonly run: number;
  readonly onRow: (row: MinuteRow) => void;
}

/**
 * Reads no clock: time is that of the frames. An event belongs to the minute of its own time stamp; one that comes when that
 * minute's row was made already counts in the next row.
 */
export class MinuteRecorder {
  private readonly setup: MinuteRecorderSetup;
  private readonly series: SeriesAccumulator;
  private readonly mode = new ShareCounter(MODES);
  private readonly degradation = new ShareCounter(DEGRADATION_STEPS);
  private readonly plant = new ShareCounter(PLANT_STATES);
  private readonly alarms = new AlarmClock();
  private readonly events = new EventCounter();
  /** The last health of the minute before, or the first of all; and the last one of this minute. */
  private healthBefore: TimedHealth | null = null;
  private healthLast: TimedHealth | null = null;
  private waiting: ControlEvent[] = [];
  private leftOut = 0;
  private closing: Closing | null = null;
  /** Start of the present minute; NaN before the first frame. */
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

  /** The alarms as they were before the first event that is told. */
  assume(alerts: readonly Alert[]): void {
    this.alarms.assume(alerts);
  }

  /** Events in the order of the log. */
  event(event: ControlEvent): void {
    if (this.waiting.length < MAX_EVENTS_WAITING) this.waiting.push(event);
    else this.leftOut++;
  }

  /** @param health kept and not changed; belongs to the minute of the last frame */
  health(health: TimedHealth): void {
    this.healthBefore ??= health;
    this.healthLast = health;
  }

  /** @param frame laid out as FRAME; in the order of its ticks, some may be missing */
  frame(frame: Float64Array): void {
    const ts = frame[FRAME.ts]!;
    const tick = frame[FRAME.tick]!;
    const minuteMs = Math.floor(ts / MINUTE_MS) * MINUTE_MS;
    const jumped = this.frames > 0 && this.isJump(ts, tick);
    // A correction by some milliseconds just after its beginning does not lead back into the minute before.
    const isStillThere = minuteMs < this.minuteMs && !jumped;
    if (minuteMs !== this.minuteMs && !isStillThere) this.begin(minuteMs, ts, tick, jumped);
    if (jumped) this.clockJumped = true;
    this.add(frame, ts, tick);
    if (this.closing !== null && ts >= this.closing.toMs + EVENTS_LATE_MS) this.finish(this.closing.toMs);
  }

  /** Makes rows of all that is there: the end of the recording. */
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
    // The first frame of a minute is up to a tick behind its start, which is covered all the same.
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

  /** The present minute has all its frames. After a jump of the clock no event can be told from another by its time. */
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

  /** Adds the events before `untilMs`, and hands the row out. */
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
