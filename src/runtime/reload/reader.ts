// Lets a short-lived thread read the configuration, and answers in any case, even when the thread fails.
import { Worker } from 'node:worker_threads';
import type { Problem } from '../../config/index.js';
import { workerUrl } from '../../shared/worker-url.js';
import type { ReaderWorkerData, ReadResult } from './protocol.js';

const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 128 };
/** The time limit, milliseconds: a hanging file system must not block later reloads for ever. */
const PATIENCE_MS = 30_000;

/** Never rejects. */
export function readConfiguration(data: ReaderWorkerData, patienceMs = PATIENCE_MS): Promise<ReadResult> {
  return new Promise((resolve) => {
    const { file } = data.source;
    const url = workerUrl(import.meta.url, './worker.js');
    const worker = new Worker(url, { name: 'reload', workerData: data, resourceLimits: RESOURCE_LIMITS });
    const timer = setTimeout(() => {
      resolve(refusal(file, `could not be read within ${patienceMs / 1000} s`));
      void worker.terminate();
    }, patienceMs);
    worker.once('message', resolve);
    worker.once('error', ({ message }) => resolve(refusal(file, `could not be judged: ${message}`)));
    worker.once('exit', () => {
      clearTimeout(timer);
      resolve(refusal(file, 'could not be judged: the thread that should do it ended'));
    });
  });
}

function refusal(file: string, message: string): ReadResult {
  const problem: Problem = { file, line: 1, column: 1, key: '-', message, severity: 'error' };
  return { ok: false, problems: [problem] };
}
