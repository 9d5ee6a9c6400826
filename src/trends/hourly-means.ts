// The hourly means of a statistic: trends are fitted to them, so that thirty days of minutes are only a few hundred numbers.
import type { MinuteRow } from '../features/minute-row.js';
import type { Component } from './components.js';

const HOUR_MS = 3_600_000;
/** An hour with fewer usable minutes than this is left out. */
const LEAST_MINUTES = 20;
/** Older hours are removed. */
const MAX_HOURS = 30 * 24;
/** A minute counts as running when the plant ran for at least this share of it. */
const RAN = 0.99;

interface Hour {
  readonly index: number;
  readonly sums: Float64Array;
  readonly counts: Uint16Array;
}

/** Rows come in the order of time; a row that is older than the last one is left out. Thirty days bound the memory. */
export class HourlyMeans {
  private readonly hours: Hour[] = [];

  constructor(private readonly components: readonly Component[]) {}

  add(row: MinuteRow): void {
    if (!row.complete) return;
    const hour = this.hourOf(Math.floor(row.ts / HOUR_MS));
    if (hour === null) return;
    const ran = (row.plant.running ?? 0) >= RAN;
    this.components.forEach(({ read, whileRunning }, i) => {
      const value = whileRunning && !ran ? null : read(row);
      if (value === null || !Number.isFinite(value)) return;
      hour.sums[i]! += value;
      hour.counts[i]!++;
    });
  }

  /** The means of one component's hours: times in milliseconds since the epoch, at the middle of the hour. */
  series(component: number): { readonly timesMs: Float64Array; readonly values: Float64Array } {
    const told = this.hours.filter(({ counts }) => counts[component]! >= LEAST_MINUTES);
    return {
      timesMs: Float64Array.from(told, ({ index }) => (index + 0.5) * HOUR_MS),
      values: Float64Array.from(told, ({ sums, counts }) => sums[component]! / counts[component]!),
    };
  }

  private hourOf(index: number): Hour | null {
    const last = this.hours.at(-1);
    if (last !== undefined && index <= last.index) return index === last.index ? last : null;
    const n = this.components.length;
    const hour = { index, sums: new Float64Array(n), counts: new Uint16Array(n) };
    this.hours.push(hour);
    while (this.hours[0]!.index <= index - MAX_HOURS) this.hours.shift();
    return hour;
  }
}
