// A worker that is started again whenever it ends by itself.
import { Worker, type WorkerOptions } from 'node:worker_threads';

export interface SupervisedWorkerSetup {
  readonly url: URL;
  /** Made anew for each start: ports can be transferred only once. */
  readonly options: () => WorkerOptions;
  readonly onMessage: (message: unknown) => void;
  /** The worker ended by itself; the next one is on its way. `reason` is one sentence. */
  readonly onCrash: (reason: string) => void;
}

/** The first restart is at once; a worker that keeps dying is given more and more time. */
const LONGEST_BACK_OFF_MS = 2000;
const BACK_OFF_STEP_MS = 100;
/** A worker that has lived for so long has recovered: the back-off begins anew. */
const RECOVERED_MS = 10_000;

export class SupervisedWorker {
  private worker: Worker | null = null;
  private failures = 0;
  private startedMs = 0;
  private restart: NodeJS.Timeout | undefined;
  private isStopping = false;
  private reason: string | null = null;

  constructor(private readonly setup: SupervisedWorkerSetup) {}

  start(): void {
    const worker = new Worker(this.setup.url, this.setup.options());
    this.worker = worker;
    this.startedMs = performance.now();
    this.reason = null;
    worker.on('message', this.setup.onMessage);
    worker.on('error', (error: Error) => {
      this.reason = error.message;
    });
    worker.on('exit', (code) => this.ended(worker, code));
  }

  /** Posts to the worker that runs now; what is posted while there is none is lost. */
  post(message: unknown, transfer: readonly import('node:worker_threads').Transferable[] = []): void {
    this.worker?.postMessage(message, transfer);
  }

  /** Ends the worker for good, if it has not ended by itself. */
  async stop(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.restart);
    await this.worker?.terminate();
  }

  /** From now on the worker may end without being started again. */
  expectEnd(): void {
    this.isStopping = true;
    clearTimeout(this.restart);
  }

  private ended(worker: Worker, code: number): void {
    if (this.worker !== worker) return;
    this.worker = null;
    if (this.isStopping) return;
    if (performance.now() - this.startedMs > RECOVERED_MS) this.failures = 0;
    const waitMs = Math.min(this.failures * BACK_OFF_STEP_MS, LONGEST_BACK_OFF_MS);
    this.failures++;
    this.setup.onCrash(this.reason ?? `it ended with code ${code}`);
    this.restart = setTimeout(() => this.start(), waitMs);
  }
}
