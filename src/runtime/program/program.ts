// The program as its host sees it: it is started once, stopped once, and can be made safe at any moment.
import { createLogger, fdWriter, type Logger } from '../../shared/log.js';
import { setLogging } from '../../shared/log-settings.js';
import { HandedOverLog } from '../threads/handed-over-log.js';
import { Ending } from './ending.js';
import type { ProgramOptions } from './options.js';
import type { RunningProgram } from './running-program.js';
import { startProgram } from './start.js';

/** Lifecycle: `start` once, `stop` once, which is also right after a `start` that failed. */
export class Program {
  readonly log: Logger;
  private readonly lines = new HandedOverLog(fdWriter(2));
  private readonly ending = new Ending();
  /** Null until the start has put it together. */
  private running: RunningProgram | null = null;
  private isReloadAsked = false;

  constructor(private readonly options: ProgramOptions) {
    setLogging(options.config.log);
    this.log = createLogger('control', this.lines.write);
  }

  /** Starts everything; rejects with what stands in the way. */
  start(): Promise<void> {
    const { options, log, lines, ending } = this;
    return startProgram({ options, log, lines, ending, onAssembled: (program) => this.assembled(program) });
  }

  /** Reads the configuration again and takes over what it can; asked for during the start it waits for its end. */
  reload(): void {
    this.isReloadAsked = true;
    this.running?.reload();
  }

  /** Outputs safe, `offline` published, queues flushed, threads ended: within two seconds. */
  stop(reason: string): Promise<void> {
    return this.ending.run(reason);
  }

  /** For what ends the program at once: nothing here waits. */
  makeSafe(): void {
    this.running?.stopControl();
    this.lines.end();
  }

  /** Number of the run; 0 before there is one. */
  get run(): number {
    return this.running?.run ?? 0;
  }

  private assembled(program: RunningProgram): void {
    this.running = program;
    if (this.isReloadAsked) program.reload();
  }
}
