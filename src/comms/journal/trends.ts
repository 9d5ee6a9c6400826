// Computes the trends of the plant's components from the per-minute statistics in the store, on demand and at most once an hour.
import { decodeBody } from '../../features/row-codec.js';
import type { MinutePlace } from '../../store/protocol.js';
import { type Component, components, type Nominal } from '../../trends/components.js';
import { HourlyMeans } from '../../trends/hourly-means.js';
import { type TrendReport, trendReport } from '../../trends/trend-report.js';
import type { MinuteStore } from './event-source.js';

export interface TrendsSetup {
  readonly source: Pick<MinuteStore, 'minutesAfter'>;
  readonly nominal: Nominal;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
}

const EVERY_MS = 3_600_000;
const REACH_BACK_MS = 30 * 86_400_000;
/** A page of about three hours. Decoding more at once would delay the live streams. */
const MINUTES_A_READ = 200;

export class Trends {
  private readonly setup: TrendsSetup;
  private readonly components: readonly Component[];
  private readonly means: HourlyMeans;
  private place: MinutePlace | null = null;
  private report: TrendReport | null = null;
  private reading: Promise<TrendReport> | null = null;

  constructor(setup: TrendsSetup) {
    this.setup = setup;
    this.components = components(setup.nominal);
    this.means = new HourlyMeans(this.components);
  }

  /** The last report; null before the first {@link read}. */
  get latest(): TrendReport | null {
    return this.report;
  }

  /** Returns a report that is at most an hour old. Each minute is read only once. Rejects while the store is being restarted. */
  read(): Promise<TrendReport> {
    const { report } = this;
    if (report !== null && Math.abs(this.setup.wallClock() - report.ts) < EVERY_MS) {
      return Promise.resolve(report);
    }
    this.reading ??= this.compute().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  private async compute(): Promise<TrendReport> {
    const { source, wallClock } = this.setup;
    const nowMs = wallClock();
    this.place ??= { ts: nowMs - REACH_BACK_MS, id: 0 };
    for (let isMore = true; isMore; ) {
      const minutes = await source.minutesAfter(this.place, nowMs, MINUTES_A_READ);
      for (const { id, ts, run, tick, body } of minutes) {
        this.means.add({ ts, run, tick, ...decodeBody(body) });
        this.place = { ts, id };
      }
      isMore = minutes.length === MINUTES_A_READ;
    }
    this.report = trendReport(this.components, this.means, nowMs);
    return this.report;
  }
}
