// The profile document: all that the control thread has measured of itself, for whoever asks.
import type { AlarmReport } from '../control/alarms/statistics.js';
import type { DurationReport, ProfilerReport } from '../control/profiler/performance-profiler.js';
import type { DistributionReport } from '../control/profiler/rolling-distribution.js';
import type { LateCause } from '../control/vocabulary.js';
import { figure } from './rounding.js';

/** A late control tick and what made it late. */
export interface LateTick {
  /** Its base tick. */
  readonly tick: number;
  readonly latenessUs: number;
  readonly cause: LateCause;
  /** What of it is known, in words. */
  readonly detail: string;
}

/** As the control thread hands it over: plain data. */
export interface ControlReport {
  /** When it was made, milliseconds since the epoch. */
  readonly ts: number;
  readonly profile: ProfilerReport;
  /** The last ones, oldest first. */
  readonly lateTicks: readonly LateTick[];
  readonly alarms: AlarmReport;
}

/** What the periodic tasks of a thread have cost since its start, by name. Durations in microseconds. */
export type TaskTable = Readonly<
  Record<
    string,
    {
      /** The period; null for a task that runs when it is needed. */
      readonly everyMs: number | null;
      readonly count: number;
      readonly meanUs: number;
      readonly maxUs: number;
    }
  >
>;

/** By thread. The store's are null while it does not answer. */
export interface TaskReport {
  readonly comms: TaskTable;
  readonly store: TaskTable | null;
}

/** Hundredths of a microsecond: finer is noise. */
const STEPS_PER_US = 100;

/** What `/api/profile` answers. Durations in microseconds. */
export function profileDocument(
  { ts, profile, lateTicks, alarms }: ControlReport,
  run: number,
  tasks: TaskReport,
) {
  const phases = Object.entries(profile.phases).map(([name, report]) => [name, duration(report)] as const);
  return {
    run,
    ts,
    phases: Object.fromEntries(phases),
    compute: duration(profile.compute),
    lateness: duration(profile.lateness),
    counters: profile.counters,
    lateTicks,
    alarms,
    tasks,
  };
}

function duration({ window, total }: DurationReport) {
  return { window: distribution(window), total: distribution(total) };
}

function distribution(report: DistributionReport) {
  const { count, mean, min, max, standardDeviation, p50, p99, p999 } = report;
  return {
    count,
    mean: rounded(mean),
    min: rounded(min),
    max: rounded(max),
    standardDeviation: rounded(standardDeviation),
    p50: rounded(p50),
    p99: rounded(p99),
    p999: rounded(p999),
  };
}

function rounded(us: number): number {
  return figure(Math.round(us * STEPS_PER_US) / STEPS_PER_US);
}
