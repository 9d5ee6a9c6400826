// The program as its caller sees it: it is started once, stopped once, and can be made safe at any moment.
import { createLogger, fdWriter, type Logger } from '../../shared/log.js';
import { setLogging } from '../../shared/log-settings.js';
import { HandedOverLog } from '../threads/handed-over-log.js';
import { Ending } from './ending.js';
import type { ProgramOptions } from './options.js';
import type { RunningProgram } from './running-program.js';
import { startProgram } from './start.js';

/** Call `start` once and `stop` once; call `stop` also after a `start` that failed. */
export class Program {
  readonly log: Logger;
  private readonly lines = new HandedOverLog(fdWriter(2));
  private readonly ending = new Ending();
  /** Null until the start has assembled it. */
  private running: RunningProgram | null = null;
  private isReloadAsked = false;

  constructor(private readonly options: ProgramOptions) {
    setLogging(options.config.log);
    this.log = createLogger('control', this.lines.write);
  }

  /** Starts everything. Rejects with the error of the step that failed. */
  start(): Promise<void> {
    const { options, log, lines, ending } = this;
    return startProgram({ options, log, lines, ending, onAssembled: (program) => this.assembled(program) });
  }

  /** Reads the configuration again and applies what can change at run time. A request during the start waits for its end. */
  reload(): void {
    this.isReloadAsked = true;
    this.running?.reload();
  }

  /** Makes the outputs safe, publishes `offline`, flushes the queues and ends the threads, within two seconds. */
  stop(reason: string): Promise<void> {
    return this.ending.run(reason);
  }

  /** For an end without delay, for example after an error: makes the outputs safe and waits for nothing. */
  makeSafe(): void {
    this.running?.stopControl();
    this.lines.end();
  }

  /** Number of the run; 0 before the store has given it one. */
  get run(): number {
    return this.running?.run ?? 0;
  }

  private assembled(program: RunningProgram): void {
    this.running = program;
    if (this.isReloadAsked) program.reload();
  }
}
