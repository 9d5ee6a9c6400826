// The guard's thread: looks in an endless loop without timers, so that only its own wait can delay it.
import { parentPort, workerData } from 'node:worker_threads';
import { Watch } from '../../heartbeat/lease/watch.js';
import { createLogger, fdWriter } from '../../shared/log.js';
import { nameThread } from '../../shared/thread-name.js';
import { openLine } from './lines.js';
import type { GuardWorkerData } from './protocol.js';

nameThread('guard');
const { words, lines } = workerData as GuardWorkerData;
const { outputs, emergencyStop } = lines;
const watch = new Watch({
  words,
  outputs: outputs.map(({ name, line, safeLevel }) => ({ name, line: openLine(line), safeLevel })),
  emergencyStop: emergencyStop && {
    line: openLine(emergencyStop.line),
    pressedLevel: emergencyStop.pressedLevel,
  },
  // Directly to the descriptor, because the control thread executes a worker's console.
  log: createLogger('guard', fdWriter(2)),
});
const never = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

let waitMs = watch.look(performance.now());
parentPort!.postMessage('watching');
for (;;) {
  Atomics.wait(never, 0, 0, waitMs);
  waitMs = watch.look(performance.now());
}
