// The guard's thread: looks every 10 ms, for ever, and owns no timer, so that nothing but its own wait can hold it up.
import { parentPort, workerData } from 'node:worker_threads';
import { createLogger, fdWriter } from '../../shared/log.js';
import { openLine } from './lines.js';
import type { GuardWorkerData } from './protocol.js';
import { Watch } from './watch.js';

const LOOK_MS = 10;

const { words, lines } = workerData as GuardWorkerData;
const { outputs, emergencyStop } = lines;
const watch = new Watch({
  words,
  outputs: outputs.map(({ name, line, safeLevel }) => ({ name, line: openLine(line), safeLevel })),
  emergencyStop: emergencyStop && {
    line: openLine(emergencyStop.line),
    pressedLevel: emergencyStop.pressedLevel,
  },
  // To the descriptor: what a worker writes to its console is written by the control thread.
  log: createLogger('guard', fdWriter(2)),
});
const never = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

watch.look(performance.now());
parentPort!.postMessage('watching');
for (;;) {
  Atomics.wait(never, 0, 0, LOOK_MS);
  watch.look(performance.now());
}
