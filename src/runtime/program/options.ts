// The options of a run of the program.
import type { Config } from '../../config/index.js';
import type { ConfigSource } from '../reload/protocol.js';
import type { RunKind } from './start-of-run.js';

export interface ProgramOptions {
  readonly config: Config;
  /** Where a reload reads the configuration; null when the program cannot reload. */
  readonly source: ConfigSource | null;
  /** True in the demo, which ignores a trip of its last run. */
  readonly startAfresh: boolean;
  /** True in the demo, which ends when its live page cannot listen. */
  readonly needsHttp: boolean;
  /** With `hal.kind: linux`: true to use devices in memory, wired to the simulated plant, instead of those of the machine. */
  readonly onVirtualDevices: boolean;
  /** Folder in the place of `/` for the figures of the computer; empty outside of tests. */
  readonly hostRoot: string;
  /** Called when an error ends control. The outputs are safe by then. */
  readonly onFatal: (error: Error) => void;
}

export function kindOf({ startAfresh, onVirtualDevices, config }: ProgramOptions): RunKind {
  return { startAfresh, onVirtualDevices, hal: config.hal.kind };
}
