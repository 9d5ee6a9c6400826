// The store inside its worker: gathers events, commits them together, and answers readers.
import type { HistoryAnswer, HistoryRequest } from '../../history/request.js';
import type { ControlEvent } from '../../vocabulary/events.js';
import type {
  FrameBlock,
  MemoryStart,
  ReaderAnswer,
  ReaderCall,
  StoreOpened,
  StoreOptions,
} from '../protocol.js';
import { carryOver, type StoreParts } from './carry-over.js';
import type { Database } from './database/database.js';
import type { StoreLock } from './database/lock.js';
import { openDatabase } from './database/opening.js';
import type { Replaced } from './database/replacing.js';
import { Delivery } from './delivery.js';
import { EventLog } from './event-log.js';
import { OutageFrames } from './frames/outage-frames.js';
import { answerHistory } from './history/answering.js';
import { packHistory } from './history/packing.js';
import { HistoryTables } from './history/tables.js';
import { KeptTotals } from './kept-totals.js';
import { makePlace, makePlaceForFrames, memoryEvents, openMemory } from './memory.js';
import { Minutes } from './minutes.js';
import { probeDisk, SPARE_BYTES } from './probe.js';
import { type RetentionLimits, retain, shrinkFile } from './retention.js';
import { Runs } from './runs.js';

export interface StoreSetup extends StoreOptions {
  /** Set when the worker was restarted and the run continues; otherwise null. */
  readonly resumeRun: number | null;
  /** Set for a store in memory, which does not use the file at `path`. */
  readonly memory?: MemoryStart;
}

interface Opened {
  readonly db: Database;
  /** Null for a store in memory. */
  readonly lock: StoreLock | null;
  readonly replaced: Replaced | null;
}

interface NumberedEvent {
  readonly n: number;
  readonly event: ControlEvent;
}

/** All methods are synchronous and throw a `StoreError` when the database fails. After that the object must not be used. */
export class Store {
  opened: StoreOpened;
  /** The new path of a damaged store; null when the store was not damaged. */
  readonly damagedMovedTo: string | null;
  private readonly db: Database;
  private readonly lock: StoreLock | null;
  private readonly isInMemory: boolean;
  private readonly limits: RetentionLimits;
  private readonly events: EventLog;
  private readonly delivery: Delivery;
  private readonly runs: Runs;
  private readonly minutes: Minutes;
  private readonly history: HistoryTables;
  private readonly frames: OutageFrames;
  private readonly totals: KeptTotals;
  private waiting: NumberedEvent[] = [];
  private acknowledged: { upToSeq: number; atMs: number } | null = null;
  private energised: boolean | null = null;
  /** Events that were deleted because memory was full. */
  private dropped = 0;

  /** @param nowMs wall time; becomes a part of the name of a damaged store */
  constructor(setup: StoreSetup, nowMs: number) {
    const { db, lock, replaced } = openedFor(setup, nowMs);
    this.db = db;
    this.lock = lock;
    this.isInMemory = setup.memory !== undefined;
    this.limits = setup;
    this.events = new EventLog(db);
    this.delivery = new Delivery(db);
    this.runs = new Runs(db);
    this.minutes = new Minutes(db);
    this.history = new HistoryTables(db);
    this.frames = new OutageFrames(db);
    this.totals = new KeptTotals(db);
    this.damagedMovedTo = replaced?.movedTo ?? null;
    try {
      const begun = db.transaction(() => {
        if (setup.resumeRun === null) this.delivery.resumePoint(null);
        return this.runs.begin(setup.resumeRun);
      });
      this.opened = {
        ...begun,
        log: this.events.log,
        replacedLog: replaced?.log ?? null,
        lastSeq: this.lastSeq,
        alarms: this.events.alarms(),
        tripped: this.events.trip(),
        mode: this.isInMemory ? 'memory' : 'disk',
        moved: null,
      };
      if (setup.memory !== undefined) this.beginInMemory(setup.memory, nowMs);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  private beginInMemory(start: MemoryStart, nowMs: number): void {
    this.db.transaction(() => {
      this.report(memoryEvents(start, nowMs));
    });
    const { previous, reason } = start;
    const moved = { previous, reason, carried: 0, dropped: 0 };
    this.opened = { ...this.opened, lastSeq: this.lastSeq, moved };
  }

  /** The record of the totals; null when there is none. */
  get totalsBody(): string | null {
    return this.totals.body;
  }

  get lastSeq(): number {
    return this.events.lastSeq;
  }

  /** Takes events for the next {@link commit}, numbered from `firstN` on within the run. */
  append(firstN: number, events: readonly ControlEvent[]): void {
    for (const [i, event] of events.entries()) this.waiting.push({ n: firstN + i, event });
  }

  /** Takes the outputs' state for the next {@link commit}. */
  setEnergised(energised: boolean): void {
    this.energised = energised;
  }

  /** Takes an acknowledgement for the next {@link commit}; see {@link Delivery}. Ignored when it names an event of the future. */
  acknowledge(upToSeq: number, atMs: number): void {
    if (upToSeq > this.lastSeq) return;
    if (upToSeq > (this.acknowledged?.upToSeq ?? 0)) this.acknowledged = { upToSeq, atMs };
  }

  /**
   * Copies this store in memory to the store on the disk, which is returned; this one is closed. Throws when
   * the disk does not work yet; then nothing has changed.
   *
   * @param nowMs wall time
   */
  moveToDisk(setup: StoreSetup, nowMs: number): Store {
    probeDisk(setup.path, this.sizeBytes() + SPARE_BYTES);
    const disk = new Store({ ...setup, resumeRun: this.opened.run }, nowMs);
    try {
      this.commit();
      disk.takeOver(this, nowMs);
    } catch (error) {
      disk.close();
      throw error;
    }
    this.close();
    return disk;
  }

  private takeOver(memory: Store, nowMs: number): void {
    const previous = { log: memory.opened.log, lastSeq: memory.lastSeq };
    const { run } = this.opened;
    const carried = this.db.transaction(() => {
      const count = carryOver(memory.parts, this.parts, run);
      const message = 'The disk can be written again: it has taken over the events that were kept in memory.';
      const data = { store: 'disk', previous, carried: count, dropped: memory.dropped, message };
      this.events.append(run, null, { type: 'lifecycle', ts: nowMs, data });
      return count;
    });
    this.opened = {
      ...this.opened,
      lastSeq: this.lastSeq,
      alarms: this.events.alarms(),
      tripped: this.events.trip(),
      moved: { previous, reason: null, carried, dropped: memory.dropped },
    };
  }

  private get parts(): StoreParts {
    const { db, events, runs, minutes, frames, history, totals } = this;
    return { db, events, runs, minutes, frames, history, totals };
  }

  private sizeBytes(): number {
    const pragma = (name: string) => Number(this.db.prepare(`PRAGMA ${name}`).get()?.[name]);
    return pragma('page_count') * pragma('page_size');
  }

  /**
   * Stores everything that was taken since the last commit. On the disk it is then durable. Returns the number of the last event,
   * null when there was none.
   */
  commit(nowMs = Date.now()): number | null {
    const last = this.waiting.at(-1)?.n ?? null;
    if (last === null && this.acknowledged === null && this.energised === null) return null;
    this.db.transaction(() => {
      for (const { n, event } of this.waiting) this.events.append(this.opened.run, n, event);
      if (this.acknowledged !== null) {
        this.delivery.acknowledge(this.acknowledged.upToSeq, this.acknowledged.atMs);
      }
      if (this.energised !== null) this.runs.setEnergised(this.opened.run, this.energised);
      this.totals.write();
      if (this.isInMemory) this.makePlace(nowMs);
    });
    this.waiting = [];
    this.acknowledged = null;
    this.energised = null;
    return last;
  }

  private makePlace(nowMs: number): void {
    const { events, lost } = makePlace(this.db, this.delivery.delivered, nowMs);
    this.dropped += events;
    if (lost !== null) this.report([lost]);
  }

  /** Adds events that the store itself makes, inside a transaction. */
  private report(events: readonly ControlEvent[]): void {
    for (const event of events) this.events.append(this.opened.run, null, event);
  }

  private putFrames(block: FrameBlock, nowMs: number): void {
    this.db.transaction(() => {
      this.frames.put(block);
      if (this.isInMemory) this.report(makePlaceForFrames(this.frames, nowMs));
    });
  }

  /** Answers a reader's question from what is committed. */
  answer(call: Exclude<ReaderCall, { name: 'tasks' | 'history' }>, nowMs = Date.now()): ReaderAnswer {
    switch (call.name) {
      case 'eventsAfter':
        return this.events.range(call.args[0] + 1, Number.MAX_SAFE_INTEGER, call.args[1]);
      case 'resumePoint':
        return this.db.transaction(() => this.delivery.resumePoint(call.args[0]));
      case 'currentAlerts':
        return this.events.alarms();
      case 'forgetAlert':
        this.events.forgetAlarm(call.args[0]);
        return null;
      case 'putMinute':
        // In a transaction of its own: this must not commit events, because their sender would not be told.
        this.db.transaction(() => this.minutes.put(call.args[0]));
        return null;
      case 'minutesAfter':
        return this.minutes.after(...call.args);
      case 'putHistory':
        this.db.transaction(() => this.history.putChunk(call.args[0]));
        return null;
      case 'putFrames':
        this.putFrames(call.args[0], nowMs);
        return this.frames.waiting;
      case 'framesAfter':
        return this.frames.after(call.args[0]);
      case 'framesDelivered':
        this.db.transaction(() => this.frames.delivered(call.args[0]));
        return this.frames.waiting;
      case 'framesWaiting':
        return this.frames.waiting;
      case 'totals':
        return this.totalsBody;
      case 'putTotals':
        this.putTotals(...call.args);
        return null;
      case 'resetTotals':
        this.resetTotals(...call.args);
        return null;
    }
  }

  /** Answers a question about the history, in slices. The work must not go on after {@link close}. */
  answerHistory(request: HistoryRequest): Generator<void, HistoryAnswer> {
    return answerHistory(this.history, request);
  }

  /** Packs one complete hour or day of the history, in slices. The result is true when there may be more. */
  *packHistory(): Generator<void, boolean> {
    // In memory there is at most one hour of it.
    return this.isInMemory ? false : yield* packHistory(this.history);
  }

  /** Blocks of the history that could not be read. */
  get unreadableHistory(): number {
    return this.history.unreadable;
  }

  private putTotals(body: string, isUrgent: boolean): void {
    this.totals.keep(body);
    if (isUrgent) this.db.transaction(() => this.totals.write());
  }

  private resetTotals(body: string, event: ControlEvent): void {
    this.totals.keep(body);
    this.db.transaction(() => {
      this.totals.write();
      this.events.append(this.opened.run, null, event);
    });
  }

  /** Does one small batch of housekeeping. Returns whether there is more to do at once. `nowMs` is wall time. */
  maintain(nowMs: number): boolean {
    // The limits of memory are kept by each commit.
    if (this.isInMemory) return false;
    const { more } = this.db.transaction(() => {
      const { db, frames } = this;
      const result = retain({ db, frames, deliveredSeq: this.delivery.delivered }, this.limits, nowMs);
      this.report(result.lost);
      return result;
    });
    return shrinkFile(this.db) || more;
  }

  /** Commits the rest, records whether the run ended in order, and closes the files. */
  end(inOrder = true): void {
    this.commit();
    this.db.transaction(() => {
      this.totals.write();
      if (inOrder) this.runs.end(this.opened.run);
    });
    if (!this.isInMemory) this.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.close();
  }

  /** Closes the files without ending the run. */
  close(): void {
    try {
      this.db.close();
    } finally {
      this.lock?.release();
    }
  }
}

function openedFor({ path, resumeRun, memory }: StoreSetup, nowMs: number): Opened {
  if (memory === undefined) return openDatabase(path, nowMs);
  return { db: openMemory(resumeRun ?? 1, memory), lock: null, replaced: null };
}
