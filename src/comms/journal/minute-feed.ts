// Feeds the recorder of per-minute statistics with frames, health records and events, and puts its rows into the store.

import type { FrameLayout } from '../../control/records/frame.js';
import type { Health } from '../../control/records/health.js';
import { MinuteRecorder } from '../../features/minute-recorder.js';
import { MINUTE_MS, type MinuteRow } from '../../features/minute-row.js';
import { encodeBody } from '../../features/row-codec.js';
import type { Logger } from '../../shared/log.js';
import type { StoredMinute } from '../../store/protocol.js';
import type { StoredEvent } from '../../vocabulary/events.js';
import type { EventSource, MinuteStore } from './event-source.js';
import { PutQueue } from './put-queue.js';

/** Rows that may wait while the store does not work: one hour. */
const MAX_ROWS_WAITING = 60;
const EVENTS_A_READ = 1000;

export interface MinuteFeedSetup {
  readonly layout: FrameLayout;
  readonly run: number;
  readonly source: EventSource & MinuteStore;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
}

/**
 * Events are read from the store independently of the publishing to the broker, because they belong to a minute with or
 * without a broker. No method throws or rejects.
 */
export class MinuteFeed {
  private readonly setup: MinuteFeedSetup;
  private readonly recorder: MinuteRecorder;
  private readonly rows: PutQueue<StoredMinute>;
  private isReading = false;
  private isEnded = false;
  /** `seq` of the last event that was read; null until the first one to read is known. */
  private readUpTo: number | null = null;

  constructor(setup: MinuteFeedSetup) {
    const { layout, run, source, log } = setup;
    this.setup = setup;
    this.rows = new PutQueue({
      put: (minute) => source.putMinute(minute),
      most: MAX_ROWS_WAITING,
      what: 'the statistics of a minute',
      log,
    });
    this.recorder = new MinuteRecorder({ layout, run, onRow: (row) => this.keep(row) });
    source.onStored(() => {
      void this.read();
      this.rows.write();
    });
  }

  /** Rows that were dropped because more than an hour of them waited for the store. */
  get lost(): number {
    return this.rows.lost;
  }

  frame(frame: Float64Array): void {
    this.recorder.frame(frame);
  }

  health(health: Health): void {
    this.recorder.health(health);
  }

  /** Events come from another log from now on. @param lastSeq the last `seq` of it that was counted already */
  newLog(lastSeq: number): void {
    this.readUpTo = lastSeq;
  }

  /** Stores the waiting rows and the unfinished minute. Takes `withinMs` milliseconds at most. */
  async end(withinMs: number): Promise<void> {
    if (this.isEnded) return;
    this.isEnded = true;
    this.recorder.flush();
    await this.rows.end(withinMs);
  }

  private keep({ ts, run, tick, ...body }: MinuteRow): void {
    this.rows.add({ ts, run, tick, body: encodeBody(body) });
  }

  private async read(): Promise<void> {
    if (this.isReading || this.isEnded) return;
    this.isReading = true;
    try {
      this.readUpTo ??= await this.begin();
      while (this.readUpTo < this.setup.source.storedUpTo) {
        const events = await this.setup.source.eventsAfter(this.readUpTo, EVENTS_A_READ);
        if (events.length === 0) break;
        for (const event of events) this.recorder.event(event);
        this.readUpTo = events.at(-1)!.seq;
      }
    } catch (error) {
      this.setup.log.debug(`the events of a minute wait for the store: ${(error as Error).message}`);
    } finally {
      this.isReading = false;
    }
  }

  /**
   * The first minute includes events of this run that are in the log already: those from before the first frame, and those
   * that were counted before a crash of this thread. Returns the last `seq` that was read.
   */
  private async begin(): Promise<number> {
    const { source, run, wallClock } = this.setup;
    const upTo = source.storedUpTo;
    const alerts = await source.currentAlerts();
    const stored = await source.eventsAfter(Math.max(0, upTo - EVENTS_A_READ), EVENTS_A_READ);
    const minuteMs = Math.floor(wallClock() / MINUTE_MS) * MINUTE_MS;
    const events = ofRun(stored, run).filter(({ ts }) => ts >= minuteMs);
    const told = new Set(events.map(({ data }) => data.rule));
    this.recorder.assume(alerts.filter(({ rule }) => !told.has(rule)));
    for (const event of events) this.recorder.event(event);
    return stored.at(-1)?.seq ?? upTo;
  }
}

/** The events since the start of the run; all of them when the run started before the first one. */
function ofRun(events: readonly StoredEvent[], run: number): readonly StoredEvent[] {
  const start = events.findLastIndex(
    ({ type, data }) => type === 'lifecycle' && data.program === 'started' && data.run === run,
  );
  return start === -1 ? events : events.slice(start);
}
