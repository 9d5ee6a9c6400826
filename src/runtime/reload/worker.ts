// The thread that reads the configuration again: once, so that neither the disk nor the parser can hold up a tick.
import { parentPort, workerData } from 'node:worker_threads';
import { ConfigError, loadConfig, planReload } from '../../config/index.js';
import type { ReaderWorkerData, ReadResult } from './protocol.js';

function read({ source, running, channels }: ReaderWorkerData): ReadResult {
  try {
    const { config, problems } = loadConfig({ ...source, needsCredentials: true });
    return { ok: true, plan: planReload(running, config, channels), problems };
  } catch (error) {
    if (error instanceof ConfigError) return { ok: false, problems: error.problems };
    throw error;
  }
}

parentPort!.postMessage(read(workerData as ReaderWorkerData));
