// The demo's broker: starts its thread and ends it again.
import { Worker } from 'node:worker_threads';
import type { BrokerErrorCode, BrokerWorkerData, FromBroker, ToBroker } from '../../comms/broker/protocol.js';
import { workerUrl } from '../../shared/worker-url.js';

/** What the broker may take for its goodbyes, milliseconds. */
const CLOSE_MS = 500;

export interface RunningBroker {
  readonly port: number;
  /** Says goodbye to everybody and frees the port. */
  stop(): Promise<void>;
}

/** Why the broker does not run: another program has its port, or something else. */
class BrokerStartError extends Error {
  override readonly name = 'BrokerStartError';
  constructor(
    readonly code: BrokerErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Starts the broker on a loopback address. Rejects with a {@link BrokerStartError}. */
export function startBroker(workerData: BrokerWorkerData): Promise<RunningBroker> {
  const worker = new Worker(workerUrl(import.meta.url, '../../comms/broker/worker.js'), {
    name: 'broker',
    workerData,
  });
  return new Promise((resolve, reject) => {
    worker.once('error', (error: Error) => reject(new BrokerStartError('failed', error.message)));
    worker.once('message', (message: FromBroker) => {
      if (message.kind === 'listening') resolve({ port: message.port, stop: () => stop(worker) });
      else if (message.kind === 'failed') reject(new BrokerStartError(message.code, message.message));
    });
  });
}

async function stop(worker: Worker): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => resolve());
  });
  worker.postMessage({ kind: 'close' } satisfies ToBroker);
  const timer = setTimeout(() => void worker.terminate(), CLOSE_MS);
  await ended;
  clearTimeout(timer);
}
