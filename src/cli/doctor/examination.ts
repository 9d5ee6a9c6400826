// What a probe is given: the machine, the configuration as far as it can be read, and whether a controller runs on it already.
import type { Config } from '../../config/index.js';
import type { Finding } from './finding.js';
import type { Machine } from './machine.js';

export interface Examination {
  readonly machine: Machine;
  /** The defaults where there is no usable file. */
  readonly config: Config;
  /** A controller with this configuration answers over HTTP: what it holds is not in anybody's way. */
  readonly isRunning: boolean;
}

/** Looks at one thing. Never throws, waits a few seconds at most. */
export type Probe = (examination: Examination) => Finding[] | Promise<Finding[]>;
