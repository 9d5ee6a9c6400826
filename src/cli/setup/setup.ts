// What the parts of the set-up share: the machine, the person who answers, and the configuration that they put together.
import type { MqttSettings } from '../../comms/mqtt/settings.js';
import type { Config } from '../../config/index.js';
import type { HeardPort } from '../doctor/listening/hear.js';
import type { Machine } from '../doctor/machine.js';
import type { BrokerAnswer } from '../doctor/probes/broker.js';
import type { Draft } from './draft.js';
import type { Prompter } from './prompter.js';

/** How the set-up reaches what is outside; a test replaces it. */
export interface Surroundings {
  readonly machine: Machine;
  /** Listens to a serial port until its speed is known, and some seconds more. Rejects with a HalError. */
  readonly hear: (path: string) => Promise<HeardPort>;
  /** Connects to a broker once. Never rejects. */
  readonly tryBroker: (url: string, settings: MqttSettings) => Promise<BrokerAnswer>;
}

export interface Setup extends Surroundings {
  readonly prompter: Prompter;
  readonly draft: Draft;
  /** The defaults with what the command line sets: the best guesses for names and addresses. */
  readonly given: Config;
}
