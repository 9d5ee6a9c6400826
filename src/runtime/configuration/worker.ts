// The thread that reads the configuration at the start, and ends.
import { parentPort, workerData } from 'node:worker_threads';
import { ConfigError, type LoadOptions, loadConfig } from '../../config/index.js';
import type { LoadAnswer } from './protocol.js';

function load(options: LoadOptions): LoadAnswer {
  try {
    return { ok: true, ...loadConfig(options) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { code, message, problems, cause } = error;
    const causeCode = (cause as NodeJS.ErrnoException | undefined)?.code;
    return { ok: false, code, message, causeCode, problems };
  }
}

parentPort!.postMessage(load(workerData as LoadOptions));
