// What is kept of each minute: the statistics that trends and learning are made of.

/** Rows are aligned to minutes of the wall clock. */
export const MINUTE_MS = 60_000;

/** Names of the shares of {@link MinuteRow.degradation}. */
export const DEGRADATION_STEPS = ['0', '1', '2', '3', '4', '5'] as const;

/**
 * One channel (a residual is one too) in one minute. The values are those of the frames in which it was good or estimated;
 * a stale one repeats what was counted already. All of them are null when there was none.
 */
export interface SeriesStatistics {
  /** Frames that the five figures below are made of. */
  readonly count: number;
  readonly mean: number | null;
  /** Standard deviation of the population: divided by `count`. */
  readonly deviation: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** The last of the values. */
  readonly last: number | null;
  /** Shares of all frames of the row, 0 to 1, that together make 1. */
  readonly good: number;
  readonly estimated: number;
  readonly stale: number;
  readonly bad: number;
}

/** A duration of the control thread, in microseconds, as the last health of the minute tells it. */
export interface DurationStatistics {
  /** Over the minute before that health. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  /** Since the start of the run. */
  readonly max: number;
  /** How often it was measured in this minute; null when the row has only one health to go by. */
  readonly count: number | null;
}

/** What an alarm rule did in the time of the row. */
export interface AlarmActivity {
  /** Occurrences that began. */
  readonly raised: number;
  /** Seconds in which it was active. */
  readonly activeS: number;
}

/** Shares of the frames, 0 to 1, by name; what did not occur is absent. */
export type Shares = Readonly<Record<string, number>>;
/** How often, by name; what did not occur is absent. */
export type Counts = Readonly<Record<string, number>>;

/**
 * One minute of one run. There are several rows for a minute when the program, or the comms thread that makes them, was
 * started again in it, or when the wall clock was set; none of them is `complete` then.
 */
export interface MinuteRow {
  /** Start of the minute, milliseconds since the epoch, a multiple of {@link MINUTE_MS}. */
  readonly ts: number;
  readonly run: number;
  /** Base tick of its first frame; names the row together with `run`. */
  readonly tick: number;
  /** Frames that were seen, of 3600. */
  readonly frames: number;
  /** At least 99 % of the frames were seen, the wall clock was not set, and no event was left out. */
  readonly complete: boolean;
  /** The wall clock was set by more than half a second at the beginning, in the middle or at the end of the row. */
  readonly clockJumped: boolean;
  readonly series: Readonly<Record<string, SeriesStatistics>>;
  /** Phases of the scan by name, and `compute` and `lateness` of the control tick. Empty without a health. */
  readonly durations: Readonly<Record<string, DurationStatistics>>;
  readonly mode: Shares;
  /** By step of the ladder: `0` to `5`. */
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
