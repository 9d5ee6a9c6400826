// The configuration's part of the status: the file in use, the keys that wait for a restart, and the last reload.

/** JSON-safe. */
export interface ConfigurationStatus {
  /** Null when no file is used, only defaults and the command line. */
  readonly file: string | null;
  /** When the present configuration was read, milliseconds since the epoch. */
  readonly loadedAt: number;
  /** Keys that were changed in the file and take effect with the next start of the program. */
  readonly needsRestart: readonly string[];
  /** Null when there was no reload in this run. */
  readonly lastReload: ReloadOutcome | null;
}

export interface ReloadOutcome {
  /** Milliseconds since the epoch. */
  readonly ts: number;
  readonly ok: boolean;
  /** Keys whose new values were applied; empty when the reload was refused. */
  readonly changes: readonly string[];
  /** Why the reload was refused, in lines as `kpp check` prints them; empty when it was not refused. */
  readonly problems: readonly string[];
  /** Duration of the control tick that applied the reload, in microseconds; null when the reload was refused. */
  readonly tickUs: number | null;
}
