// The trends document: for each component its present value, its change, and the date at which it passes a limit.
import type { Component } from './components.js';
import type { HourlyMeans } from './hourly-means.js';
import { type Limit, type LimitDate, limitDate } from './limit-date.js';
import { isTrend, type TrendLine, trendLine } from './trend-line.js';

const DAY_MS = 86_400_000;
/** A trend needs at least a day and a night. */
const LEAST_HOURS = 24;
/** Nobody plans for dates later than this. */
const HORIZON_MS = 3650 * DAY_MS;
/** The bounds of an interval are limited to this distance from now: with a slope near zero they would be no valid dates. */
const FARTHEST_MS = 10 * HORIZON_MS;

export interface ComponentTrend {
  readonly id: string;
  readonly name: string;
  readonly statistic: string;
  readonly unit: string;
  /** The number of hours in the trend. */
  readonly hours: number;
  /** Mean of the last hour; null before there is one. */
  readonly value: number | null;
  /** Change per day and its 95 % interval; null when there are too few hours. */
  readonly slopePerDay: number | null;
  readonly slopeInterval: readonly [number, number] | null;
  /** True when the last hour is beyond a limit, with or without a trend. */
  readonly isPast: boolean;
  /** The interval does not contain zero. */
  readonly significant: boolean;
  /** The limit that is passed, or that the trend leads to; null when there is neither. */
  readonly limit: number | null;
  /** The date of passing the limit, ISO 8601, with its 95 % interval; null for never and for later than ten years from now. */
  readonly reaches: { readonly earliest: string; readonly expected: string; readonly latest: string } | null;
  readonly message: string;
}

export interface TrendReport {
  /** Milliseconds since the epoch. */
  readonly ts: number;
  readonly components: readonly ComponentTrend[];
}

/** @param nowMs wall time */
export function trendReport(
  components: readonly Component[],
  means: HourlyMeans,
  nowMs: number,
): TrendReport {
  return {
    ts: nowMs,
    components: components.map((component, i) => trendOf(component, means.series(i), nowMs)),
  };
}

function trendOf(
  component: Component,
  { timesMs, values }: ReturnType<HourlyMeans['series']>,
  nowMs: number,
): ComponentTrend {
  const { id, name, statistic, unit } = component;
  const hours = values.length;
  const line =
    hours < LEAST_HOURS
      ? null
      : trendLine(
          timesMs.map((ms) => ms / DAY_MS),
          values,
        );
  const value = values.at(-1) ?? null;
  const passed = component.limits.find((limit) => value !== null && isBeyond(value, limit));
  const isPast = passed !== undefined;
  const about = { id, name, statistic, unit, hours, value, isPast };
  if (line === null) {
    const untold =
      hours < LEAST_HOURS
        ? `needs ${LEAST_HOURS} hours, has ${hours}`
        : 'the hours differ too little to show a trend';
    const message = isPast ? pastText(component) : untold;
    return {
      ...about,
      slopePerDay: null,
      slopeInterval: null,
      significant: false,
      limit: passed?.value ?? null,
      reaches: null,
      message,
    };
  }
  const half = line.quantile * line.slopeError;
  const significant = isTrend(line);
  const met = significant ? nearest(component, line) : null;
  const reaches = met === null ? null : asDates(met.date, nowMs);
  return {
    ...about,
    slopePerDay: line.slope,
    slopeInterval: [line.slope - half, line.slope + half],
    significant,
    limit: met?.limit ?? passed?.value ?? null,
    reaches,
    message: isPast ? pastText(component) : messageOf(component, significant, reaches),
  };
}

function isBeyond(value: number, { value: limit, passedWhen }: Limit): boolean {
  return passedWhen === 'above' ? value > limit : value < limit;
}

function pastText({ meaning, advice }: Component): string {
  return `is past its limit: ${meaning}. ${advice}`;
}

/** The limit that the line meets. A trend has one direction, so there is at most one. */
function nearest({ limits }: Component, line: TrendLine): { limit: number; date: LimitDate } | null {
  for (const limit of limits) {
    const date = limitDate(line, limit);
    if (date !== null) return { limit: limit.value, date };
  }
  return null;
}

function asDates({ earliest, expected, latest }: LimitDate, nowMs: number): ComponentTrend['reaches'] {
  if (expected * DAY_MS > nowMs + HORIZON_MS) return null;
  const iso = (days: number) => {
    const ms = Math.max(nowMs - FARTHEST_MS, Math.min(nowMs + FARTHEST_MS, days * DAY_MS));
    return new Date(ms).toISOString();
  };
  return { earliest: iso(earliest), expected: iso(expected), latest: iso(latest) };
}

function messageOf(
  { meaning, advice }: Component,
  significant: boolean,
  reaches: ComponentTrend['reaches'],
): string {
  if (!significant) return 'no trend';
  if (reaches === null) return `changes, but will not pass a limit within ten years: ${meaning}`;
  const day = (iso: string) => iso.slice(0, 10);
  return `passes its limit about ${day(reaches.expected)} (${day(reaches.earliest)} to ${day(reaches.latest)}): ${meaning}. ${advice}`;
}
