// The input of a probe: the machine, the configuration, and whether a controller already runs on this machine.
import type { Config } from '../../config/index.js';
import type { Finding } from './finding.js';
import type { Machine } from './machine.js';

export interface Examination {
  readonly machine: Machine;
  /** The defaults when the configuration file cannot be used. */
  readonly config: Config;
  /** Its file, as it was named; the one of the service when left out. */
  readonly file?: string;
  /** True when a controller with this configuration answers over HTTP: then it is correct that ports and buses are in use. */
  readonly isRunning: boolean;
}

/** Checks one part of the machine. Never throws; takes a few seconds at most. */
export type Probe = (examination: Examination) => Finding[] | Promise<Finding[]>;
