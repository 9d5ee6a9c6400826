// The profile document: the measurements of the control thread about itself, and the costs of the other threads' tasks.
import type { AlarmReport } from '../control/alarms/statistics.js';
import type { DurationReport, ProfilerReport } from '../control/profiler/performance-profiler.js';
import type { DistributionReport } from '../control/profiler/rolling-distribution.js';
import type { LateCause } from '../vocabulary/words.js';
import { figure } from './rounding.js';

/** A late control tick and its cause. */
export interface LateTick {
  /** Its base tick. */
  readonly tick: number;
  readonly latenessUs: number;
  readonly cause: LateCause;
  /** What is known about the cause, as text. */
  readonly detail: string;
}

/** The report of the control thread: plain data, which can be sent to another thread. */
export interface ControlReport {
  /** Time of the report, milliseconds since the epoch. */
  readonly ts: number;
  readonly profile: ProfilerReport;
  /** The last late ticks, oldest first. */
  readonly lateTicks: readonly LateTick[];
  readonly alarms: AlarmReport;
}

/** The time that each periodic task of a thread took since the thread's start, by name. Durations in microseconds. */
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

/** The tasks by thread. `store` is null while the store does not answer. */
export interface TaskReport {
  readonly comms: TaskTable;
  readonly store: TaskTable | null;
}

/** Durations are rounded to 0.01 us: smaller differences are noise. */
const STEPS_PER_US = 100;

/** The answer of `/api/profile`. Durations in microseconds. */
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
