// A worker thread that is started again, with growing pauses, whenever it ends by itself.
import { type TransferListItem, Worker, type WorkerOptions } from 'node:worker_threads';
import { NativeGate } from '../worker/native-gate.js';

const FIRST_BACK_OFF_MS = 100;
const MAX_BACK_OFF_MS = 2000;

export interface KeptWorkerHooks {
  /** The options of the next worker: asked before each start. Its native calls have to pass through the gate. */
  options(gate: SharedArrayBuffer): WorkerOptions;
  message(message: unknown): void;
  /**
   * The worker is gone without having been told to. `reason` is one sentence; `error` is what ended it, null when it was
   * ended from outside. Call {@link KeptWorker.stop} in it to have no other one.
   */
  ended(reason: string, error: Error | null): void;
}

/** The first restart is at once, the next ones after 0.1, 0.2, 0.4 .. 2 s, until {@link healthy} is called. */
export class KeptWorker {
  private readonly url: URL;
  private readonly hooks: KeptWorkerHooks;
  private worker: Worker | null = null;
  private gate = new NativeGate();
  private timer: NodeJS.Timeout | undefined;
  private failures = 0;
  private stopped = false;

  constructor(url: URL, hooks: KeptWorkerHooks) {
    this.url = url;
    this.hooks = hooks;
    this.start();
  }

  /** Does nothing while there is no worker. */
  post(message: unknown, transfer: readonly TransferListItem[] = []): void {
    this.worker?.postMessage(message, transfer);
  }

  /** The worker does its work: the next restart is at once again. */
  healthy(): void {
    this.failures = 0;
  }

  /** The end of the worker is in order from now on, and no other one follows. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /**
   * Ends the worker wherever it is, but not inside a native call: one that takes longer than `timeoutMs` is left to
   * itself, and then does not keep the process from ending either.
   */
  async terminate(timeoutMs: number): Promise<void> {
    const worker = this.worker;
    if (worker === null) return;
    if (await this.gate.close(timeoutMs)) await worker.terminate();
    else worker.unref();
  }

  private start(): void {
    this.gate = new NativeGate();
    const worker = new Worker(this.url, this.hooks.options(this.gate.buffer));
    let failure: Error | null = null;
    this.worker = worker;
    worker.on('message', (message: unknown) => this.hooks.message(message));
    worker.on('error', (error) => {
      failure = error instanceof Error ? error : new Error(String(error));
    });
    worker.on('exit', (code) => {
      this.worker = null;
      if (this.stopped) return;
      this.hooks.ended(failure?.message ?? `The worker ended with code ${code}.`, failure);
      if (!this.stopped) this.timer = setTimeout(() => this.start(), this.backOffMs());
    });
  }

  private backOffMs(): number {
    const failures = this.failures++;
    return failures === 0 ? 0 : Math.min(FIRST_BACK_OFF_MS * 2 ** (failures - 1), MAX_BACK_OFF_MS);
  }
}
