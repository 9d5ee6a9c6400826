// The control thread's end of the guard: starts its thread, starts it again, ends it.
import type { GuardedLines } from '../../../hal/hal.js';
import { workerUrl } from '../../shared/worker-url.js';
import { SupervisedWorker } from '../supervised-worker.js';
import { Lease } from './lease.js';
import type { GuardWorkerData } from './protocol.js';
import { allocateWords } from './words.js';

/** It keeps nothing: this is what Node itself needs to run a thread, with some room. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 16, stackSizeMb: 1 };
/** A guard that does not watch after so long will not, milliseconds. */
const START_MS = 5000;

export class Guard {
  readonly lease: Lease;
  private readonly words = allocateWords();
  private worker: SupervisedWorker | null = null;

  /** @param onCrash its thread ended by itself and is started again; `reason` is one sentence */
  constructor(private readonly onCrash: (reason: string) => void) {
    this.lease = new Lease(this.words);
  }

  /** Resolves when the guard watches. */
  async start(lines: GuardedLines): Promise<void> {
    const workerData: GuardWorkerData = { words: this.words, lines };
    let timer: NodeJS.Timeout | undefined;
    let reason = 'it gave no sign of life';
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`the guard's thread does not start: ${reason}`)), START_MS);
      this.worker = new SupervisedWorker({
        url: workerUrl(import.meta.url, './worker.js'),
        options: () => ({ name: 'guard', workerData, resourceLimits: RESOURCE_LIMITS }),
        onMessage: () => resolve(),
        onCrash: (why) => {
          reason = why;
          this.onCrash(why);
        },
      });
      this.worker.start();
    }).finally(() => clearTimeout(timer));
  }

  /** Ends the thread. The descriptors of its lines may be closed afterwards. */
  async stop(): Promise<void> {
    this.lease.disarm();
    await this.worker?.stop();
  }
}
