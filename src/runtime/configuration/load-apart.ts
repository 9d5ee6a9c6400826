// Reads the configuration in a thread of its own, so that its parser and its schema do not stay in memory.
import { Worker } from 'node:worker_threads';
import type { LoadedConfig, LoadOptions } from '../../config/index.js';
import { ConfigError } from '../../config/problem.js';
import { workerUrl } from '../../shared/worker-url.js';
import type { LoadAnswer } from './protocol.js';

/**
 * The same as `loadConfig`, for a program that runs on for a long time. Parser and schema take about 10 MB, and nobody needs them
 * after the start: a reload has its own thread.
 *
 * @throws ConfigError with all problems, when at least one is an error
 */
export async function loadApart(options: LoadOptions): Promise<LoadedConfig> {
  const answer = await answerOf(
    new Worker(workerUrl(import.meta.url, './worker.js'), { workerData: options }),
  );
  if (!answer.ok) throw configError(answer);
  const { config, problems } = answer;
  return { config, problems };
}

/** The error as it was in the thread. Of its cause only the code is needed. */
function configError({ code, message, causeCode, problems }: LoadAnswer & { ok: false }): ConfigError {
  const cause = causeCode === undefined ? undefined : Object.assign(new Error(message), { code: causeCode });
  return new ConfigError(code, message, problems, { cause });
}

/** Resolves when the thread has ended and its memory is free. */
function answerOf(worker: Worker): Promise<LoadAnswer> {
  return new Promise((resolve, reject) => {
    let answer: LoadAnswer | undefined;
    worker.once('message', (message: LoadAnswer) => {
      answer = message;
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      if (answer !== undefined) resolve(answer);
      else reject(new Error(`the thread that reads the configuration ended with code ${code}`));
    });
  });
}
