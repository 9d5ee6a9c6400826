// Converts rows to short text and back: arrays instead of objects and 7 digits, so that a month of minutes stays small.
import type { AlarmActivity, DurationStatistics, MinuteRow, SeriesStatistics } from './minute-row.js';

/** The part of a row that the store keeps as text and does not look into. */
export type RowBody = Omit<MinuteRow, 'ts' | 'run' | 'tick'>;

const SERIES = ['count', 'mean', 'deviation', 'min', 'max', 'last', 'estimated', 'stale', 'bad'] as const;
const DURATION = ['p50', 'p99', 'p999', 'max', 'count'] as const;
const ALARM = ['raised', 'activeS'] as const;

/** Relative error 5e-7: below the resolution of every sensor. */
const DIGITS = 7;

type Packed = readonly (number | null)[];

/** The row as text, without its key (`ts`, `run`, `tick`). */
export function encodeBody(body: RowBody): string {
  return JSON.stringify({
    ...body,
    series: mapped(body.series, (series) => packed(SERIES, series)),
    durations: mapped(body.durations, (duration) => packed(DURATION, duration)),
    alarms: mapped(body.alarms, (alarm) => packed(ALARM, alarm)),
    mode: mapped(body.mode, digits),
    degradation: mapped(body.degradation, digits),
    plant: mapped(body.plant, digits),
  });
}

/** @param text the result of {@link encodeBody} */
export function decodeBody(text: string): RowBody {
  const body = JSON.parse(text) as RowBody & {
    readonly series: Readonly<Record<string, Packed>>;
    readonly durations: Readonly<Record<string, Packed>>;
    readonly alarms: Readonly<Record<string, Packed>>;
  };
  return {
    ...body,
    series: mapped(body.series, (values) => {
      const series = unpacked<Omit<SeriesStatistics, 'good'>>(SERIES, values);
      return { ...series, good: digits(1 - series.estimated - series.stale - series.bad) };
    }),
    durations: mapped(body.durations, (values) => unpacked<DurationStatistics>(DURATION, values)),
    alarms: mapped(body.alarms, (values) => unpacked<AlarmActivity>(ALARM, values)),
  };
}

function packed<K extends string>(keys: readonly K[], values: Readonly<Record<K, number | null>>): Packed {
  return keys.map((key) => {
    const value = values[key];
    return value === null ? null : digits(value);
  });
}

function unpacked<T>(keys: readonly string[], values: Packed): T {
  return Object.fromEntries(keys.map((key, i) => [key, values[i] ?? null])) as T;
}

function digits(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

function mapped<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
