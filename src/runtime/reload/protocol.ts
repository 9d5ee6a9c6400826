// The data for the thread that reads the configuration again, and its answer.
import type { Config, Problem, ReloadPlan } from '../../config/index.js';

/** Where the configuration comes from: the arguments of `kpp run`. */
export interface ConfigSource {
  readonly file: string;
  readonly sets: readonly string[];
}

/** `workerData` of the thread. */
export interface ReaderWorkerData {
  readonly source: ConfigSource;
  /** The configuration in force. */
  readonly running: Config;
  /** Every channel that the running controller has. */
  readonly channels: readonly string[];
}

export type ReadResult =
  /** `problems` are warnings only. */
  | { readonly ok: true; readonly plan: ReloadPlan; readonly problems: readonly Problem[] }
  /** Why the file cannot be used. */
  | { readonly ok: false; readonly problems: readonly Problem[] };
