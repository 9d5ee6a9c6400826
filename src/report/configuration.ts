// What the status tells of the configuration: which one is in force, what waits for a restart, how the last reload went.

/** JSON-safe. */
export interface ConfigurationStatus {
  /** Null when there is only the defaults and the command line. */
  readonly file: string | null;
  /** When what is in force was read, milliseconds since the epoch. */
  readonly loadedAt: number;
  /** Keys that the file has otherwise and that wait for the next start of the program. */
  readonly needsRestart: readonly string[];
  /** Null when there was none in this run. */
  readonly lastReload: ReloadOutcome | null;
}

export interface ReloadOutcome {
  /** Milliseconds since the epoch. */
  readonly ts: number;
  readonly ok: boolean;
  /** Keys that were taken over; none when it was refused. */
  readonly changes: readonly string[];
  /** Why it was refused: lines as `kpp check` prints them. */
  readonly problems: readonly string[];
  /** How long the control tick took that took it over, in microseconds; null when it was refused. */
  readonly tickUs: number | null;
}
