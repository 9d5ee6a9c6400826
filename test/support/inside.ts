// Causes faults inside the threads of the compiled program, with a module that Node loads before it.
import { fileURLToPath } from 'node:url';
import { FAULTY_WORKER, type StoreFaults } from '../store/faults.js';
import type { Folder } from './program.js';

/** Messages for `RunningProgram.send`. Threads are `store`, `comms` and `guard`. */
export const killThread = (thread: string) => ({ kill: thread });
/** Faults of the control thread: an uncaught error, a hang of some milliseconds, or no memory left. */
export const harmControl = (harm: 'throw' | 'reject' | 'exhaust' | { readonly hangMs: number }) => ({ harm });
/** The program writes this to standard error when it begins to fill its memory. From then on control does nothing else. */
export const EXHAUSTING = 'fills its memory';
export const blockThread = (thread: string, ms: number) => ({ block: thread, ms });

/** Writes the module into the folder. Returns its path, for `RunningProgram`. */
export function inside(folder: Folder, storeFaults: StoreFaults = {}): string {
  const module = MODULE.replace('STORE_FAULTS', JSON.stringify(storeFaults))
    .replace('FAULTY_WORKER', JSON.stringify(fileURLToPath(FAULTY_WORKER)))
    .replace('EXHAUSTING', EXHAUSTING);
  return folder.write('inside.cjs', module);
}

/** Node also loads the module in each worker, where it does nothing. */
const MODULE = `
const threads = require('node:worker_threads');
if (threads.isMainThread) {
  const { Session } = require('node:inspector');
  const workers = new Map();
  const Original = threads.Worker;
  threads.setEnvironmentData('storeFaults', STORE_FAULTS);
  threads.Worker = class extends Original {
    constructor(url, options) {
      super(options.name === 'store' ? FAULTY_WORKER : url, options);
      workers.set(options.name, this);
    }
  };
  require('node:module').syncBuiltinESMExports();

  // As with a debugger, a worker evaluates an expression, whatever it is doing.
  const session = new Session();
  session.connect();
  const sessions = new Map();
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId, workerInfo } }) => {
    const thread = /([a-z]+).worker.js$/.exec(workerInfo.url)?.[1];
    if (thread) sessions.set(thread, sessionId);
  });
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  const evaluate = (name, expression) => {
    const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } });
    session.post('NodeWorker.sendMessageToWorker', { sessionId: sessions.get(name), message });
  };

  const hold = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  const hoard = [];
  process.on('message', ({ kill, block, ms, harm }) => {
    if (harm === 'throw') setImmediate(() => { throw new Error('injected'); });
    if (harm === 'reject') Promise.reject(new Error('injected'));
    if (harm === 'exhaust') {
      require('node:fs').writeSync(2, 'EXHAUSTING\\n');
      for (;;) hoard.push(new Array(10_000).fill({}));
    }
    if (harm?.hangMs) hold(harm.hangMs);
    if (kill) workers.get(kill).terminate();
    if (block) evaluate(block, 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ' + ms + ')');
  });
  process.channel.unref();
}
`;
