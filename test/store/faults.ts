// Faults of the store's thread, injected from outside, because the program has no hook for them.
import { setEnvironmentData } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import type { SupervisedWorker } from '../../src/shared/supervised-worker.js';
import type { StoreClient } from '../../src/store/client/client.js';

/** The faults of a slow or failing disk. */
export interface StoreFaults {
  /** Every commit takes this much longer, in milliseconds. */
  readonly commitDelayMs?: number;
  /** The first worker crashes after this many commits, after a commit and before it is acknowledged. */
  readonly crashAfterCommits?: number;
}

/** A worker with the faults of {@link injectFaults}, for a test that uses it instead of the store's own. */
export const FAULTY_WORKER = new URL('./faulty-worker.mjs', import.meta.url);

/** Workers that start from now until the end of the test have these faults. */
export function injectFaults(faults: StoreFaults): void {
  setEnvironmentData('storeFaults', { ...faults });
  onTestFinished(() => setEnvironmentData('storeFaults', undefined));
}

const CRASH_WITHIN_MS = 10_000;

/** Ends the worker of a client like a crash, at any place but not inside a native call. */
export async function crashWorker(client: StoreClient): Promise<void> {
  const { worker } = client as unknown as { readonly worker: SupervisedWorker | null };
  await worker?.terminate(CRASH_WITHIN_MS);
}
