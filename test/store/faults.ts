// Faults of the store's thread, injected from outside of the program: it has no hook for them.
import { setEnvironmentData } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import type { SupervisedWorker } from '../../src/shared/supervised-worker.js';
import type { StoreClient } from '../../src/store/client/client.js';

/** What a slow or failing disk does. */
export interface StoreFaults {
  /** Every commit takes this much longer, in milliseconds. */
  readonly commitDelayMs?: number;
  /** The first worker crashes after this many commits, after a commit and before it is acknowledged. */
  readonly crashAfterCommits?: number;
}

/** The worker that obeys {@link injectFaults}, for a test that puts it in the place of the store's own. */
export const FAULTY_WORKER = new URL('./faulty-worker.mjs', import.meta.url);

/** From now on, and until the end of the test, workers that are started have these faults. */
export function injectFaults(faults: StoreFaults): void {
  setEnvironmentData('storeFaults', { ...faults });
  onTestFinished(() => setEnvironmentData('storeFaults', undefined));
}

const CRASH_WITHIN_MS = 10_000;

/** Ends the worker of a client wherever it is, but not inside a native call, as a crash would. */
export async function crashWorker(client: StoreClient): Promise<void> {
  const { worker } = client as unknown as { readonly worker: SupervisedWorker | null };
  await worker?.terminate(CRASH_WITHIN_MS);
}
