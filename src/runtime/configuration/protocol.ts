// What the thread that reads the configuration at the start answers. Its `workerData` are the `LoadOptions`.
import type { ConfigErrorCode, LoadedConfig, Problem } from '../../config/index.js';

export type LoadAnswer =
  | ({ readonly ok: true } & LoadedConfig)
  /** The parts of the `ConfigError`. */
  | {
      readonly ok: false;
      readonly code: ConfigErrorCode;
      readonly message: string;
      /** The code of the system's error that caused it, such as EACCES; undefined without one. */
      readonly causeCode: string | undefined;
      readonly problems: readonly Problem[];
    };
