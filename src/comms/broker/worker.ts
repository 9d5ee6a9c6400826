// Entry of the worker thread that runs the embedded broker.
import { parentPort, workerData } from 'node:worker_threads';
import { nameThread } from '../../shared/thread-name.js';
import { BrokerError, EmbeddedBroker } from './broker.js';
import type { BrokerWorkerData, FromBroker, ToBroker } from './protocol.js';

nameThread('broker');
const { host, port } = workerData as BrokerWorkerData;
const parent = parentPort!;
const post = (message: FromBroker) => parent.postMessage(message);

try {
  const broker = await EmbeddedBroker.start(host, port);
  parent.on('message', async ({ kind }: ToBroker) => {
    if (kind === 'close') {
      await broker.close();
      post({ kind: 'closed' });
      parent.close();
    }
  });
  post({ kind: 'listening', port: broker.port });
} catch (error) {
  const { message } = error as Error;
  post({ kind: 'failed', code: error instanceof BrokerError ? error.code : 'failed', message });
}
