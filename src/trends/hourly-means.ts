// The hours of a statistic: what trends are drawn through, so that thirty days of minutes stay a few hundred numbers.
import type { MinuteRow } from '../features/minute-row.js';
import type { Component } from './components.js';

const HOUR_MS = 3_600_000;
/** An hour of which fewer minutes tell something is left out. */
const LEAST_MINUTES = 20;
/** What is older is forgotten. */
const MAX_HOURS = 30 * 24;
/** The plant ran in a minute when it ran for this share of it. */
const RAN = 0.99;

interface Hour {
  readonly index: number;
  readonly sums: Float64Array;
  readonly counts: Uint16Array;
}

/** Rows come in the order of time; one that is older than the last is left out. Memory is bounded by thirty days. */
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
