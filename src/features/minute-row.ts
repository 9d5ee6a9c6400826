// The statistics of one minute, as they are stored. Trends and exports for machine learning are made from them.

/** Rows are aligned to minutes of the wall clock. */
export const MINUTE_MS = 60_000;

/** Names of the shares of {@link MinuteRow.degradation}. */
export const DEGRADATION_STEPS = ['0', '1', '2', '3', '4', '5'] as const;

/**
 * One channel in one minute; a residual is a channel too. Only frames in which it was good or estimated give values, because
 * a stale one repeats a value that was counted already. The figures are null when no frame gave a value.
 */
export interface SeriesStatistics {
  /** Number of frames from which the five figures below are calculated. */
  readonly count: number;
  readonly mean: number | null;
  /** Standard deviation of the population: divided by `count`. */
  readonly deviation: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** The last of the values. */
  readonly last: number | null;
  /** Shares of the row's frames with each quality, 0 to 1. The four sum up to 1. */
  readonly good: number;
  readonly estimated: number;
  readonly stale: number;
  readonly bad: number;
}

/** A duration of the control thread, in microseconds, from the last health record of the minute. */
export interface DurationStatistics {
  /** The percentiles cover the minute before that record. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  /** The longest since the start of the run. */
  readonly max: number;
  /** Number of measurements in this minute; null when there is only one health record, so there is no difference to take. */
  readonly count: number | null;
}

/** The activity of one alarm rule in the time of the row. */
export interface AlarmActivity {
  /** Occurrences that began. */
  readonly raised: number;
  /** Seconds in which it was active. */
  readonly activeS: number;
}

/** Shares of the frames, 0 to 1, by name. A name that did not occur is absent. */
export type Shares = Readonly<Record<string, number>>;
/** Numbers of occurrences, by name. A name that did not occur is absent. */
export type Counts = Readonly<Record<string, number>>;

/**
 * One minute of one run. A minute has several rows when the program, or the comms thread that makes the rows, was
 * restarted in it, or when the wall clock was set. Then none of these rows is `complete`.
 */
export interface MinuteRow {
  /** Start of the minute, milliseconds since the epoch, a multiple of {@link MINUTE_MS}. */
  readonly ts: number;
  readonly run: number;
  /** Base tick of its first frame. `run` and `tick` together identify the row. */
  readonly tick: number;
  /** Number of frames that were received; a whole minute has 3600. */
  readonly frames: number;
  /** At least 99 % of the frames were received, the wall clock was not set, and no event was left out. */
  readonly complete: boolean;
  /** The wall clock was set by more than half a second at the beginning, in the middle or at the end of the row. */
  readonly clockJumped: boolean;
  readonly series: Readonly<Record<string, SeriesStatistics>>;
  /** Phases of the scan by name, and `compute` and `lateness` of the control tick. Empty without a health record. */
  readonly durations: Readonly<Record<string, DurationStatistics>>;
  readonly mode: Shares;
  /** By degradation step: `0` to `5`. */
  readonly degradation: Shares;
  readonly plant: Shares;
  /** Rules that were active at any time of the row. */
  readonly alarms: Readonly<Record<string, AlarmActivity>>;
  /** Trips by cause. */
  readonly trips: Counts;
  /** Recoveries as `<type>.<outcome>`, `sensor_lost.succeeded` for example. */
  readonly recoveries: Counts;
  /** Commands as `done` and `refused`. */
  readonly commands: Counts;
}
