// The store's thread with a fault: a disk that takes its time, or a crash between a commit and its acknowledgement.
import { getEnvironmentData, workerData } from 'node:worker_threads';
import { Store } from '../../dist/src/store/worker/store.js';

/** What `setEnvironmentData('storeFaults', ..)` of the thread that starts this one says; see `faults.ts`. */
const { commitDelayMs = 0, crashAfterCommits = Number.POSITIVE_INFINITY } =
  getEnvironmentData('storeFaults') ?? {};
// Only the first worker of a program crashes.
const limit = workerData.resumeRun === null ? crashAfterCommits : Number.POSITIVE_INFINITY;
const never = new Int32Array(new SharedArrayBuffer(4));
const commit = Store.prototype.commit;
let commits = 0;

Store.prototype.commit = function commitWithFaults(...args) {
  const hasWork = this.waiting.length > 0 || this.acknowledged !== null || this.energised !== null;
  if (hasWork && commitDelayMs > 0) Atomics.wait(never, 0, 0, commitDelayMs);
  const n = commit.apply(this, args);
  if (n !== null && ++commits >= limit) throw new Error('injected crash after a commit');
  return n;
};

await import('../../dist/src/store/worker/worker.js');
