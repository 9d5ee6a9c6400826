// The store itself, as the worker holds it: gathers what is waiting, commits it together, answers questions.
import type { ControlEvent } from '../control/events.js';
import type { Database } from './database.js';
import { Delivery } from './delivery.js';
import { EventLog } from './event-log.js';
import type { StoreLock } from './lock.js';
import { Minutes } from './minutes.js';
import { openDatabase } from './opening.js';
import type { ReaderAnswer, ReaderCall, StoreOpened } from './protocol.js';
import { type RetentionLimits, retain, shrinkFile } from './retention.js';
import { Runs } from './runs.js';

export interface StoreSetup extends RetentionLimits {
  readonly path: string;
  /** Set when the program goes on with a run that it has begun already. */
  readonly resumeRun: number | null;
  /** Called in each transaction, just before it is committed. */
  readonly beforeCommit?: () => void;
}

interface NumberedEvent {
  readonly n: number;
  readonly event: ControlEvent;
}

/** Synchronous throughout; every method throws a `StoreError` when the database fails, and is of no use after that. */
export class Store {
  readonly opened: StoreOpened;
  /** Where a damaged store was moved to by the opening. */
  readonly damagedMovedTo: string | null;
  readonly #db: Database;
  readonly #lock: StoreLock;
  readonly #limits: RetentionLimits;
  readonly #beforeCommit: () => void;
  readonly #events: EventLog;
  readonly #delivery: Delivery;
  readonly #runs: Runs;
  readonly #minutes: Minutes;
  #waiting: NumberedEvent[] = [];
  #acknowledged: { upToSeq: number; atMs: number } | null = null;
  #energised: boolean | null = null;

  /** @param nowMs wall time, names a damaged store that is moved aside */
  constructor(setup: StoreSetup, nowMs: number) {
    const { db, lock, replaced } = openDatabase(setup.path, nowMs);
    this.#db = db;
    this.#lock = lock;
    this.#limits = setup;
    this.#beforeCommit = setup.beforeCommit ?? (() => {});
    this.#events = new EventLog(db);
    this.#delivery = new Delivery(db);
    this.#runs = new Runs(db);
    this.#minutes = new Minutes(db);
    this.damagedMovedTo = replaced?.movedTo ?? null;
    const begun = db.transaction(() => {
      if (setup.resumeRun === null) this.#delivery.resumePoint(null);
      return this.#runs.begin(setup.resumeRun);
    });
    this.opened = {
      ...begun,
      log: this.#events.log,
      replacedLog: replaced?.log ?? null,
      lastSeq: this.lastSeq,
      alarms: this.#events.alarms(),
      tripped: this.#events.trip(),
    };
  }

  get lastSeq(): number {
    return this.#events.lastSeq;
  }

  /** Takes events for the next {@link commit}, numbered from `firstN` on within the run. */
  append(firstN: number, events: readonly ControlEvent[]): void {
    for (const [i, event] of events.entries()) this.#waiting.push({ n: firstN + i, event });
  }

  /** Takes the outputs' state for the next {@link commit}. */
  setEnergised(energised: boolean): void {
    this.#energised = energised;
  }

  /** Takes an acknowledgement for the next {@link commit}; see {@link Delivery}. One of an event that is not here is ignored. */
  acknowledge(upToSeq: number, atMs: number): void {
    if (upToSeq > this.lastSeq) return;
    if (upToSeq > (this.#acknowledged?.upToSeq ?? 0)) this.#acknowledged = { upToSeq, atMs };
  }

  /** Makes everything that was taken durable. Returns the number of the last event among it, null for none. */
  commit(): number | null {
    const last = this.#waiting.at(-1)?.n ?? null;
    if (last === null && this.#acknowledged === null && this.#energised === null) return null;
    this.#db.transaction(() => {
      for (const { n, event } of this.#waiting) this.#events.append(this.opened.run, n, event);
      if (this.#acknowledged !== null) {
        this.#delivery.acknowledge(this.#acknowledged.upToSeq, this.#acknowledged.atMs);
      }
      if (this.#energised !== null) this.#runs.setEnergised(this.opened.run, this.#energised);
      this.#beforeCommit();
    });
    this.#waiting = [];
    this.#acknowledged = null;
    this.#energised = null;
    return last;
  }

  /** Answers a reader's question. What was taken but not committed is not part of the answer. */
  answer(call: ReaderCall): ReaderAnswer {
    switch (call.name) {
      case 'eventsAfter':
        return this.#events.range(call.args[0] + 1, Number.MAX_SAFE_INTEGER, call.args[1]);
      case 'range':
        return this.#events.range(call.args[0], call.args[1]);
      case 'resumePoint':
        return this.#db.transaction(() => this.#delivery.resumePoint(call.args[0]));
      case 'currentAlerts':
        return this.#events.alarms();
      case 'forgetAlert':
        this.#events.forgetAlarm(call.args[0]);
        return null;
      case 'putMinute':
        // Durable by itself: it comes once a minute, and must not commit events unseen by their sender.
        this.#db.transaction(() => this.#minutes.put(call.args[0]));
        return null;
      case 'minutesAfter':
        return this.#minutes.after(...call.args);
    }
  }

  /** One small batch of housekeeping; returns whether there is more to do at once. `nowMs` is wall time. */
  maintain(nowMs: number): boolean {
    const { more } = this.#db.transaction(() => {
      const result = retain(this.#db, this.#limits, this.#delivery.delivered, nowMs);
      if (result.lost !== null) this.#events.append(this.opened.run, null, result.lost);
      return result;
    });
    return shrinkFile(this.#db) || more;
  }

  /** Commits what is left, records that the run ended in order, and lets go of the files. */
  end(): void {
    this.commit();
    this.#db.transaction(() => this.#runs.end(this.opened.run));
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.close();
  }

  /** Lets go of the files without ending the run. */
  close(): void {
    this.#db.close();
    this.#lock.release();
  }
}
