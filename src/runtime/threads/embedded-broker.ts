// The demo's broker: starts its thread, starts it again when it dies, and ends it.
import type { BrokerErrorCode, BrokerWorkerData, FromBroker, ToBroker } from '../../comms/broker/protocol.js';
import { SupervisedWorker } from '../../shared/supervised-worker.js';
import { workerUrl } from '../../shared/worker-url.js';

/** The time that the broker may take to disconnect its clients, milliseconds. */
const CLOSE_MS = 500;

export interface RunningBroker {
  readonly port: number;
  /** Disconnects all clients and frees the port. */
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
export function startBroker({ host, port }: BrokerWorkerData): Promise<RunningBroker> {
  return new Promise((resolve, reject) => {
    /** Null until the broker listens: a thread that ends before that is not restarted. */
    let listening: number | null = null;
    let closed = () => {};
    const fail = (code: BrokerErrorCode, message: string) => {
      worker.expectEnd();
      reject(new BrokerStartError(code, message));
    };
    const worker = new SupervisedWorker({
      url: workerUrl(import.meta.url, '../../comms/broker/worker.js'),
      options: () => ({ name: 'broker', workerData: { host, port: listening ?? port } }),
      onMessage: (received) => {
        const message = received as FromBroker;
        if (message.kind === 'closed') closed();
        else if (message.kind === 'listening') {
          listening = message.port;
          const close = () => stop(worker, (done) => (closed = done));
          resolve({ port: message.port, stop: close });
        } else if (listening === null) fail(message.code, message.message);
      },
      onCrash: (reason) => {
        if (listening === null) fail('failed', reason);
      },
    });
    worker.start();
  });
}

async function stop(worker: SupervisedWorker, onClosed: (done: () => void) => void): Promise<void> {
  worker.expectEnd();
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    onClosed(resolve);
    timer = setTimeout(resolve, CLOSE_MS);
    worker.post({ kind: 'close' } satisfies ToBroker);
  });
  clearTimeout(timer);
  await worker.stop();
}
