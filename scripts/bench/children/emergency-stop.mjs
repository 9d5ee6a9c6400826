// Child process: measures the time from the edge of the emergency stop to safe outputs, on a control loop that runs on its pacer.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { answer, parameters } from '../child.mjs';
import { load } from '../dist.mjs';
import { openLoop } from '../open-loop.mjs';
import { quantiles } from '../statistics.mjs';

const RATE_HZ = 15;
/** The button is released `RELEASE_MS` after a press. The next press comes after a random pause between the other two times. */
const RELEASE_MS = 10;
const SHORTEST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 60;
/** Reads the clock that all threads share, ms. */
const NOW_MS = 'Number(process.hrtime.bigint()) / 1e6';
const nowMs = () => Number(process.hrtime.bigint()) / 1e6;

/** The thread that presses the button, at moments that do not depend on the ticks of the control thread. */
const FINGER = `
const { parentPort } = require('node:worker_threads');
const never = new Int32Array(new SharedArrayBuffer(4));
for (;;) {
  Atomics.wait(never, 0, 0, ${SHORTEST_PAUSE_MS} + Math.random() * (${LONGEST_PAUSE_MS} - ${SHORTEST_PAUSE_MS}));
  parentPort.postMessage(${NOW_MS});
}`;

const { parseConfig } = await load('src/config/index.js');
const { simulationParameters } = await load('hal/sim/parameters.js');
const { SimHal } = await load('hal/sim/sim-hal.js');
const { Pacer } = await load('src/runtime/time/pacer.js');

/** Records the time at which its outputs were made safe. */
class WatchedHal extends SimHal {
  safeMs = Number.NaN;

  /** Each edge writes the safe values, also when the plant is already tripped. */
  write(setpoints) {
    super.write(setpoints);
    if (setpoints.every((value) => value === 0)) this.safeMs = nowMs();
  }
}

const { seconds } = parameters();
const { config } = parseConfig('control: { autoStart: true }', 'bench');
const hal = new WatchedHal({ parameters: simulationParameters(config.plant, config.hal.sim) });
const { loop, close } = await openLoop(config, hal);
const pacer = new Pacer(RATE_HZ, loop.tick);
pacer.start();

const latencies = [];
const finger = new Worker(FINGER, { eval: true });
finger.on('message', (pressedMs) => {
  loop.heartbeat.emergencyStop(true);
  latencies.push(hal.safeMs - pressedMs);
  setTimeout(() => loop.heartbeat.emergencyStop(false), RELEASE_MS);
});
await once(finger, 'online');
await new Promise((resolve) => setTimeout(resolve, Math.max(seconds, 2) * 1000));
await finger.terminate();
pacer.stop();
close();
answer({
  presses: latencies.length,
  latencyMs: quantiles(Float64Array.from(latencies), { p50: 0.5, p99: 0.99, max: 1 }),
});
process.exit();
