// store-forward: what the messages of an outage cost in the store, and how fast they can be sent when the broker is back.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { startAnyBroker } from '../broker.mjs';
import { configuration } from '../configurations.mjs';
import { load } from '../dist.mjs';

const BLOCK_S = 5;
const BASE_RATE_HZ = 60;
/** The plant has started and runs. */
const SETTLED_S = 60;
const LONGEST_S = 600;
/** No limit of rate. */
const AT_ONCE = 1e9;
const POLL_MS = 5;
const TOPICS = { telemetry: 'bench/telemetry', priority: 'bench/priority' };

export const storeForward = {
  name: 'store-forward',
  title: 'The messages of an outage in the store, and their way to the broker',
  method:
    'The documents of a simulated plant at the default rates (15 Hz priority, 10 Hz telemetry), in blocks of 5 s, in a store on this disk. ' +
    'Then the replay sends them to a broker on loopback without its limit of rate. `bytes` are those of the file for each message.',
  limits:
    'Real sensors have other noise, which changes the compression. A broker far away is limited by 8 messages for each round trip.',

  async measure({ plantSeconds, progress }) {
    const seconds = Math.min(plantSeconds, LONGEST_S);
    progress(`${seconds} s of messages`);
    const blocks = await messagesOf(seconds);
    const folder = mkdtempSync(join(tmpdir(), 'kpp-bench-'));
    try {
      const stored = await intoStore(join(folder, 'kpp.db'), blocks);
      const rate = await replayRate(folder, stored.store, stored.messages);
      stored.store.end();
      return {
        figures: [
          { name: 'size', unit: 'bytes', values: { 'a message': stored.bytes / stored.messages } },
          { name: 'storing', unit: 'us', values: { 'a message': stored.us / stored.messages } },
          { name: 'replay without a limit', unit: '1/s', values: { messages: rate } },
        ],
        details: { messages: stored.messages },
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Blocks of messages as the comms thread makes them. */
async function messagesOf(seconds) {
  const { VirtualRun } = await load('src/testing/virtual-run.js');
  const { FrameReport } = await load('src/report/telemetry.js');
  const { FRAME } = await load('src/control/records/frame.js');
  const config = await configuration('default');
  const run = await VirtualRun.create(config);
  const report = new FrameReport(run.controller.plan.layout, 1);
  const priority = report.values(config.streams.priority);
  for (let tick = 0; tick < SETTLED_S * BASE_RATE_HZ; tick++) run.tick();
  const blocks = [];
  for (let tick = 0; tick < seconds * BASE_RATE_HZ; tick++) {
    if (tick % (BLOCK_S * BASE_RATE_HZ) === 0) blocks.push([]);
    run.tick();
    const { frame } = run;
    const documents = [
      ['priority', frame[FRAME.prioritySeq] > 0 && priority(frame, frame[FRAME.prioritySeq])],
      ['telemetry', frame[FRAME.telemetrySeq] > 0 && report.telemetry(frame)],
    ];
    for (const [topic, document] of documents) {
      if (!document) continue;
      const { seq, ts } = document;
      blocks.at(-1).push({ topic, seq, ts, payload: JSON.stringify(document) });
    }
  }
  return blocks;
}

async function intoStore(path, blocks) {
  const { Store } = await load('src/store/worker/store.js');
  const open = () => new Store({ path, maxMegabytes: 512, maxAgeDays: 30, resumeRun: null }, Date.now());
  open().end();
  const before = statSync(path).size;
  const store = open();
  const began = performance.now();
  for (const messages of blocks) store.answer({ name: 'putFrames', args: [{ run: 1, messages }] });
  const us = (performance.now() - began) * 1000;
  const messages = blocks.reduce((sum, block) => sum + block.length, 0);
  store.end();
  return { store: open(), messages, us, bytes: statSync(path).size - before };
}

/** Messages a second until the broker has acknowledged all of them. */
async function replayRate(folder, store, messages) {
  const { Replay } = await load('src/comms/forwarding/replay.js');
  const { Link } = await load('src/comms/mqtt/link.js');
  const { createLogger } = await load('src/shared/log.js');
  const broker = await startAnyBroker(folder);
  const client = await mqtt.connectAsync(broker.url, { protocolVersion: 4, reconnectPeriod: 0 });
  let acknowledged = 0;
  const count = { refused() {}, accepted: () => acknowledged++ };
  const ask = (name) => (arg) => Promise.resolve(store.answer({ name, args: [arg] }));
  const replay = new Replay({
    store: { framesAfter: ask('framesAfter'), framesDelivered: ask('framesDelivered'), onStored() {} },
    topics: TOPICS,
    rate: () => AT_ONCE,
    lost() {},
    clock: () => performance.now(),
    log: createLogger('bench', () => {}, { journal: false }),
  });
  try {
    const began = performance.now();
    replay.start(new Link(client, 4, {}, count), () => true);
    while (acknowledged < messages) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    return (messages * 1000) / (performance.now() - began);
  } finally {
    replay.stop();
    await client.endAsync(true);
    await broker.stop();
  }
}
