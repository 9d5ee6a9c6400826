// What a run of the program is given.
import type { Config } from '../../config/index.js';
import type { ConfigSource } from '../reload/protocol.js';
import type { RunKind } from './start-of-run.js';

export interface ProgramOptions {
  readonly config: Config;
  /** Where it is read from again; null for a program that cannot reload. */
  readonly source: ConfigSource | null;
  /** The demo forgets a trip of its last run. */
  readonly startAfresh: boolean;
  /** With `hal.kind: linux`: devices in memory, wired to the simulated plant, in the place of the machine's. */
  readonly onVirtualDevices: boolean;
  /** Called when an error ends control. The outputs are safe by then. */
  readonly onFatal: (error: Error) => void;
}

export function kindOf({ startAfresh, onVirtualDevices, config }: ProgramOptions): RunKind {
  return { startAfresh, onVirtualDevices, hal: config.hal.kind };
}
