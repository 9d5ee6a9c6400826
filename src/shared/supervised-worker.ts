// Runs a worker thread, and restarts it after growing pauses whenever it ends by itself.
import { type TransferListItem, Worker, type WorkerOptions } from 'node:worker_threads';

export interface SupervisedWorkerSetup {
  readonly url: URL;
  /** Called for each start, because the options can change, and because a port can be transferred only once. */
  readonly options: () => WorkerOptions;
  readonly onMessage: (message: unknown) => void;
  /**
   * The worker ended by itself and will be restarted. To prevent the restart, call {@link SupervisedWorker.expectEnd} in here.
   * `reason` is one sentence. `error` is the error that ended the worker; null when it was terminated or it exited.
   */
  readonly onCrash: (reason: string, error: Error | null) => void;
  /**
   * Called before the thread is terminated; may wait for `withinMs` milliseconds. False: do not terminate it, because that
   * would harm the process. Default: always true.
   */
  readonly mayTerminate?: (withinMs: number) => Promise<boolean>;
}

const FIRST_BACK_OFF_MS = 100;
const LONGEST_BACK_OFF_MS = 2000;
/** A worker that has run for this time is healthy: the next back-off begins from zero again. */
const RECOVERED_MS = 10_000;

/** The pause before a restart, ms: 0 without a failure before, then 100, 200, 400 .. 2000 for successive failures. */
export function backOffMs(failuresBefore: number): number {
  if (failuresBefore === 0) return 0;
  return Math.min(FIRST_BACK_OFF_MS * 2 ** (failuresBefore - 1), LONGEST_BACK_OFF_MS);
}

/** Lifecycle: {@link start} once, then anything, then {@link stop} once. */
export class SupervisedWorker {
  private worker: Worker | null = null;
  private restart: NodeJS.Timeout | undefined;
  private failures = 0;
  private startedMs = 0;
  private isEndExpected = false;

  constructor(private readonly setup: SupervisedWorkerSetup) {}

  /** Starts the worker. */
  start(): void {
    const { url, options, onMessage } = this.setup;
    const worker = new Worker(url, options());
    let failure: Error | null = null;
    this.worker = worker;
    this.startedMs = performance.now();
    worker.on('message', onMessage);
    worker.on('error', (error: unknown) => {
      failure = error instanceof Error ? error : new Error(String(error));
    });
    worker.on('exit', (code) => this.ended(code, failure));
  }

  /** Posts a message to the present worker. It is lost when no worker runs. */
  post(message: unknown, transfer: readonly TransferListItem[] = []): void {
    this.worker?.postMessage(message, transfer);
  }

  /** Report that the worker works: the next restart will then be immediate. */
  healthy(): void {
    this.failures = 0;
  }

  /** From now on an end of the worker is expected, and it is not restarted. */
  expectEnd(): void {
    this.isEndExpected = true;
    clearTimeout(this.restart);
  }

  /** Ends the worker without a restart, when it has not ended by itself; see {@link terminate}. */
  async stop(withinMs = 0): Promise<void> {
    this.expectEnd();
    await this.terminate(withinMs);
  }

  /**
   * Ends the present worker like a crash: it is restarted unless {@link expectEnd} was called. When it may not be terminated
   * within this time, it runs on, but does not prevent the end of the process.
   */
  async terminate(withinMs = 0): Promise<void> {
    const { worker } = this;
    if (worker === null) return;
    const { mayTerminate } = this.setup;
    if (mayTerminate === undefined || (await mayTerminate(withinMs))) await worker.terminate();
    else worker.unref();
  }

  private ended(code: number, failure: Error | null): void {
    this.worker = null;
    if (this.isEndExpected) return;
    if (performance.now() - this.startedMs > RECOVERED_MS) this.failures = 0;
    const pauseMs = backOffMs(this.failures++);
    this.setup.onCrash(failure?.message ?? `it ended with code ${code}`, failure);
    // `onCrash` may have called `expectEnd`.
    if (!this.isEndExpected) this.restart = setTimeout(() => this.start(), pauseMs);
  }
}
