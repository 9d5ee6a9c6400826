// What the thread that reads the configuration again is given, and what it answers.
import type { Config, Problem, ReloadPlan } from '../../config/index.js';

/** Where the configuration comes from: what `kpp run` was started with. */
export interface ConfigSource {
  readonly file: string;
  readonly sets: readonly string[];
}

/** `workerData` of the thread. */
export interface ReaderWorkerData {
  readonly source: ConfigSource;
  /** What is in force. */
  readonly running: Config;
  /** Every channel that the running controller has. */
  readonly channels: readonly string[];
}

export type ReadResult =
  /** `problems` are warnings only. */
  | { readonly ok: true; readonly plan: ReloadPlan; readonly problems: readonly Problem[] }
  /** Why nothing of it can be used. */
  | { readonly ok: false; readonly problems: readonly Problem[] };
