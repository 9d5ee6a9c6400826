// Keeps the totals of the plant: counts from the frames, saves them in the store, and begins them anew on a reset.
import { randomUUID } from 'node:crypto';
import type { FrameLayout } from '../../control/records/frame.js';
import type { Logger } from '../../shared/log.js';
import type { StoreMode } from '../../store/protocol.js';
import { Accumulator } from '../../totals/accumulator.js';
import { type TotalsDocument, totalsDocument } from '../../totals/document.js';
import { resetEvent } from '../../totals/reset.js';
import type { RunCounts } from '../../totals/run-counts.js';
import {
  decodeTotals,
  encodeTotals,
  type Figures,
  NO_FIGURES,
  sumOfFigures,
  type Totals,
} from '../../totals/totals.js';
import type { ControlEvent } from '../../vocabulary/events.js';
import { within } from '../within.js';

/** The record of the totals in the store. Every method rejects while the store is being restarted. */
export interface TotalsStore {
  totals(): Promise<string | null>;
  putTotals(body: string, isUrgent: boolean): Promise<void>;
  resetTotals(body: string, event: ControlEvent): Promise<void>;
}

export interface TotalsKeeperSetup {
  readonly layout: FrameLayout;
  readonly run: number;
  /** Starts and trips of the run so far. */
  readonly counts: RunCounts;
  readonly source: TotalsStore;
  readonly storeMode: StoreMode;
  /** The store is new, because the one before was damaged. */
  readonly isReplacement: boolean;
  /** The totals are known now, or have begun anew. */
  readonly changed: () => void;
  /** To the event log. */
  readonly report: (event: ControlEvent) => void;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
}

/** The figures before the present accumulator began. */
interface Base {
  readonly id: string;
  readonly since: number;
  readonly figures: Figures;
}

/** A reset that the store has not confirmed. */
interface Reset {
  readonly base: Base;
  /** Counts from the moment of the reset on, beside the present accumulator. */
  readonly accumulator: Accumulator;
}

/**
 * The program's only writer of the totals. Each record replaces the last one as a whole and names the run and the tick up to
 * which it counts, so nothing is counted twice, and what was lost since the last record is known. No method throws; only
 * {@link reset} rejects.
 */
export class TotalsKeeper {
  private readonly setup: TotalsKeeperSetup;
  private accumulator: Accumulator;
  /** Null until the store has been asked. */
  private base: Base | null = null;
  private resetting: Reset | null = null;
  /** The store must be asked for its record before the next one is put. */
  private mustAsk = true;
  private isAsking = false;
  private storeMode: StoreMode;
  private isReplacement: boolean;

  constructor(setup: TotalsKeeperSetup) {
    this.setup = setup;
    this.storeMode = setup.storeMode;
    this.isReplacement = setup.isReplacement;
    this.accumulator = new Accumulator(setup.layout);
    this.accumulator.count(setup.counts);
  }

  frame(frame: Float64Array): void {
    this.accumulator.frame(frame);
    this.resetting?.accumulator.frame(frame);
  }

  /** Sets the starts and trips of the run so far. */
  count(counts: RunCounts): void {
    this.accumulator.count(counts);
    this.resetting?.accumulator.count(counts);
  }

  /** The present totals; undefined until the store has been asked for the earlier ones. */
  get document(): TotalsDocument | undefined {
    const { totals } = this;
    return totals === null ? undefined : totalsDocument(totals);
  }

  /** Asks the store for the earlier totals, or puts the present ones. To be called once a second, and urgently once a minute. */
  async save(isUrgent: boolean): Promise<void> {
    if (Number.isNaN(this.accumulator.lastTick)) return;
    try {
      // The first record is written at once, so that the totals have their beginning on the disk.
      const isFirst = this.mustAsk;
      if (isFirst) await this.ask();
      const { totals } = this;
      if (this.mustAsk || totals === null || this.resetting !== null) return;
      await this.setup.source.putTotals(encodeTotals(totals), isUrgent || isFirst);
    } catch (error) {
      this.setup.log.debug(`the totals wait for the store: ${(error as Error).message}`);
    }
  }

  /** The events belong to another log: the store moved between disk and memory, or it was replaced by a new one. */
  newStore(mode: StoreMode, isReplacement: boolean): void {
    this.storeMode = mode;
    this.isReplacement = isReplacement;
    this.mustAsk = true;
  }

  /**
   * Begins the totals anew, and stores an event with the old ones and the reason in the same step. Rejects when the store did
   * not confirm it; the next question to the store then shows whether it was done.
   *
   * @returns the totals before the reset
   */
  async reset(reason: string): Promise<TotalsDocument> {
    const { accumulator, totals } = this;
    if (totals === null || this.mustAsk || this.resetting !== null) throw new Error('the store is away');
    const before = totalsDocument(totals);
    const base = { id: randomUUID(), since: totals.ts, figures: NO_FIGURES };
    const next: Reset = { base, accumulator: accumulator.continued() };
    this.resetting = next;
    const body = encodeTotals(this.totalsOf(next.base, next.accumulator));
    try {
      await this.setup.source.resetTotals(body, resetEvent(before, before.ts, reason, 'http'));
    } catch (error) {
      this.mustAsk = true;
      throw error;
    }
    this.adopt(next);
    this.setup.changed();
    this.setup.log.warn(`the totals begin anew: ${reason}`);
    return before;
  }

  /** Saves the totals. Takes `withinMs` milliseconds at most. */
  async end(withinMs: number): Promise<void> {
    await within(withinMs, this.save(true));
  }

  private get totals(): Totals | null {
    return this.base === null ? null : this.totalsOf(this.base, this.accumulator);
  }

  private totalsOf({ id, since, figures }: Base, accumulator: Accumulator): Totals {
    return {
      id,
      since,
      ts: this.setup.wallClock(),
      run: this.setup.run,
      tick: accumulator.lastTick,
      counted: accumulator.runCounts,
      ...sumOfFigures(figures, accumulator.figures),
    };
  }

  private async ask(): Promise<void> {
    if (this.isAsking) return;
    this.isAsking = true;
    try {
      this.answered(await this.setup.source.totals());
    } finally {
      this.isAsking = false;
    }
  }

  private answered(body: string | null): void {
    const stored = body === null ? null : decodeTotals(body);
    if (this.resetting !== null) this.settleReset(stored);
    if (stored === null) {
      this.foundNone(body !== null);
    } else {
      if (this.base === null) this.continueAfter(stored);
      this.mustAsk = false;
    }
    if (!this.mustAsk) this.setup.changed();
  }

  private settleReset(stored: Totals | null): void {
    const { resetting } = this;
    if (resetting !== null && stored?.id === resetting.base.id) this.adopt(resetting);
    this.resetting = null;
  }

  private adopt({ base, accumulator }: Reset): void {
    this.base = base;
    this.accumulator = accumulator;
    this.resetting = null;
  }

  private foundNone(isUnreadable: boolean): void {
    if (this.storeMode === 'memory') {
      // The totals are on the disk. Known ones are put into memory, from where they return to the disk.
      this.mustAsk = this.base === null;
      return;
    }
    if (this.base !== null) this.accumulator = this.accumulator.continued();
    const since = this.setup.wallClock();
    this.base = { id: randomUUID(), since, figures: NO_FIGURES };
    this.mustAsk = false;
    if (this.isReplacement || isUnreadable) this.setup.report(begunEvent(since));
  }

  private continueAfter({ id, since, run, tick, counted, ...figures }: Totals): void {
    this.base = { id, since, figures };
    if (run !== this.setup.run) return;
    // This thread was restarted: the ticks since the last record are known to have passed, and nothing was measured in them.
    this.accumulator.miss(Math.max(0, this.accumulator.firstTick - tick - 1));
    this.accumulator.exclude(counted);
  }
}

function begunEvent(since: number): ControlEvent {
  const message =
    'the totals were lost with the damaged store: energy, hours, starts and trips begin anew; a backup has the old ones';
  return { type: 'lifecycle', ts: since, data: { totals: 'begun', since, message } };
}
