// A worker thread that is started again, after growing pauses, whenever it ends by itself.
import { type TransferListItem, Worker, type WorkerOptions } from 'node:worker_threads';

export interface SupervisedWorkerSetup {
  readonly url: URL;
  /** Made anew for each start: what changed since the last one is in it, and a port can be transferred only once. */
  readonly options: () => WorkerOptions;
  readonly onMessage: (message: unknown) => void;
  /**
   * The worker ended by itself, and the next one is on its way: call {@link SupervisedWorker.expectEnd} in it to have no other
   * one. `reason` is one sentence. `error` is what ended the worker; null when it was ended from outside or exited.
   */
  readonly onCrash: (reason: string, error: Error | null) => void;
  /**
   * Asked before the thread is terminated, and may wait for so long, milliseconds: false leaves the thread to itself, because its end
   * would harm the process. Default: always true.
   */
  readonly mayTerminate?: (withinMs: number) => Promise<boolean>;
}

const FIRST_BACK_OFF_MS = 100;
const LONGEST_BACK_OFF_MS = 2000;
/** A worker that has lived for so long does its work: the back-off begins anew. */
const RECOVERED_MS = 10_000;

/** The pause before the restart that follows so many failures in a row: none, then 100, 200, 400 .. 2000 ms. */
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

  /** Posts to the worker that runs now. What is posted while there is none is lost. */
  post(message: unknown, transfer: readonly TransferListItem[] = []): void {
    this.worker?.postMessage(message, transfer);
  }

  /** The worker has shown that it does its work: the next restart is at once again. */
  healthy(): void {
    this.failures = 0;
  }

  /** From now on the end of the worker is in order, and no other one follows. */
  expectEnd(): void {
    this.isEndExpected = true;
    clearTimeout(this.restart);
  }

  /** Ends the worker for good, if it has not ended by itself; see {@link terminate}. */
  async stop(withinMs = 0): Promise<void> {
    this.expectEnd();
    await this.terminate(withinMs);
  }

  /**
   * Ends the worker that runs now, as a crash would: another one follows unless {@link expectEnd} was called. One that may not be
   * terminated within so long goes on, and then does not keep the process from ending.
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
