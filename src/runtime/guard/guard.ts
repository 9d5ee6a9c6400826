// The control thread's end of the guard: starts its thread, restarts it after a failure, and ends it.
import type { GuardedLines } from '../../../hal/hal.js';
import { Lease } from '../../heartbeat/lease/lease.js';
import { allocateWords } from '../../heartbeat/lease/words.js';
import { SupervisedWorker } from '../../shared/supervised-worker.js';
import { workerUrl } from '../../shared/worker-url.js';
import type { GuardWorkerData } from './protocol.js';

/** The guard keeps no data: this is the memory that Node needs to run a thread, with some reserve. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 16, stackSizeMb: 1 };
/** The guard has to watch within this time after its start, milliseconds. */
const START_MS = 5000;

export class Guard {
  readonly lease: Lease;
  private readonly words = allocateWords();
  private worker: SupervisedWorker | null = null;

  /** @param onCrash called when the thread ended by itself and is restarted; `reason` is one sentence */
  constructor(private readonly onCrash: (reason: string) => void) {
    this.lease = new Lease(this.words);
  }

  /** Resolves when the guard watches. Rejects when its thread ends before that, or takes too long. */
  async start(lines: GuardedLines): Promise<void> {
    const workerData: GuardWorkerData = { words: this.words, lines };
    let timer: NodeJS.Timeout | undefined;
    let isWatching = false;
    try {
      await new Promise<void>((resolve, reject) => {
        const fail = (reason: string) => reject(new Error(`the guard's thread does not start: ${reason}`));
        timer = setTimeout(fail, START_MS, 'it gives no sign of life');
        this.worker = new SupervisedWorker({
          url: workerUrl(import.meta.url, './worker.js'),
          options: () => ({ name: 'guard', workerData, resourceLimits: RESOURCE_LIMITS }),
          onMessage: () => {
            isWatching = true;
            resolve();
          },
          onCrash: (reason) => (isWatching ? this.onCrash(reason) : fail(reason)),
        });
        this.worker.start();
      });
    } catch (error) {
      await this.stop();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the thread. The descriptors of its lines may be closed afterwards. */
  async stop(): Promise<void> {
    this.lease.disarm();
    await this.worker?.stop();
  }
}
