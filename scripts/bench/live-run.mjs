// Starts a real `kpp run` on the simulated plant with a broker, and observes it from outside for some time.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import mqtt from 'mqtt';
import { startAnyBroker } from './broker.mjs';
import { processUsage } from './process-usage.mjs';
import { RunningProgram } from './running-program.mjs';

const BASE = 'kpp/kpp-01';
/** The longest wait for a `health` message. It is sent once a second, and a start takes about a second. */
const PATIENCE_MS = 30_000;
const POLL_MS = 50;
/** Time between two readings of the memory. */
const SAMPLE_MS = 1000;

/**
 * @param seconds length of the observed window; plant time and real time are the same here
 * @param settleS seconds that the program runs before the window begins
 * @param flags flags for Node, which runs the program
 * @returns the first and last `health` of the window, CPU and memory during it, delays of its messages
 */
export async function runLive({ seconds, settleS, flags }) {
  const folder = mkdtempSync(join(tmpdir(), 'kpp-bench-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeFolder);
  const cleanUp = [removeFolder, () => process.off('exit', removeFolder)];
  try {
    const broker = await startAnyBroker(folder);
    cleanUp.unshift(() => broker.stop());
    const client = await mqtt.connectAsync(broker.url, { protocolVersion: 4 });
    cleanUp.unshift(() => client.endAsync(true));
    const listener = new Listener(client);
    await client.subscribeAsync(`${BASE}/#`, { qos: 1 });
    const program = new RunningProgram(folder, broker.url, flags);
    cleanUp.unshift(() => program.stop());
    return { broker: broker.name, ...(await watch(program, listener, seconds, settleS)) };
  } finally {
    for (const step of cleanUp) await step();
  }
}

async function watch(program, listener, seconds, settleS) {
  const first = await healthAfter(program, listener, settleS, PATIENCE_MS + settleS * 1000);
  const began = processUsage(program.pid);
  listener.beginWindow();
  const rss = [];
  const sampler = setInterval(() => {
    rss.push(processUsage(program.pid));
  }, SAMPLE_MS);
  try {
    const end = first.uptime + seconds;
    const last = await healthAfter(program, listener, end, PATIENCE_MS + seconds * 1000);
    const ended = processUsage(program.pid);
    return { first, last, began, ended, usage: [began, ...rss, ended], delays: listener.delays };
  } finally {
    clearInterval(sampler);
  }
}

/** The first `health` with an uptime of at least `uptimeS`. */
async function healthAfter(program, listener, uptimeS, patienceMs) {
  const deadline = performance.now() + patienceMs;
  // Two messages are whole seconds apart in ticks, but their uptimes may differ by a rounding error.
  while (!(listener.health?.uptime >= uptimeS - 0.01)) {
    program.check();
    if (performance.now() > deadline) throw new Error(`kpp run published no health after ${uptimeS} s`);
    await delay(POLL_MS);
  }
  return listener.health;
}

/** Keeps the last `health`, and the delay of each stream message from its time stamp to its arrival. */
class Listener {
  health = undefined;
  delays = { telemetry: [], priority: [] };

  constructor(client) {
    client.on('message', (topic, payload) => {
      const now = Date.now();
      const name = topic.slice(BASE.length + 1);
      if (name === 'health') this.health = JSON.parse(payload.toString());
      else if (name in this.delays) this.delays[name].push(now - JSON.parse(payload.toString()).ts);
    });
  }

  beginWindow() {
    this.delays = { telemetry: [], priority: [] };
  }
}
