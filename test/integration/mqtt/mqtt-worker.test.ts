// The comms thread and the broker's thread as in the program, with the real store.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FromBroker } from '../../../src/comms/broker/protocol.js';
import { StreamMarks } from '../../../src/comms/forwarding/stream-marks.js';
import type { CommsWorkerData, FromComms, ToComms } from '../../../src/comms/protocol.js';
import { frameLayout } from '../../../src/control/records/frame.js';
import type { TaskReport } from '../../../src/report/profile.js';
import { allocateRing, RingWriter } from '../../../src/shared/record-ring.js';
import { workerUrl } from '../../../src/shared/worker-url.js';
import { StoreClient } from '../../../src/store/client/client.js';
import { BASE, commsSetup, Listener } from '../../comms/comms-bench.js';
import { lifecycleEvent } from '../../comms/fake-source.js';
import { controlReport } from '../../report/control-report.js';
import { crashWorker } from '../../store/faults.js';
import { someHealth } from '../../support/health.js';
import { freePort } from '../../support/mosquitto.js';
import { DEFAULT_CONFIG, storeSettings } from '../../support/settings.js';
import { until } from '../../support/until.js';

function startWorker(
  entry: string,
  workerData: unknown,
  transferList: CommsWorkerData['store']['port'][] = [],
) {
  return new Worker(workerUrl(import.meta.url, entry), { workerData, transferList });
}

describe('the comms thread', () => {
  let folder: string;
  let store: StoreClient;
  let broker: Worker;
  let comms: Worker;
  let listener: Listener;
  let received: FromComms[];
  let frames: SharedArrayBuffer;
  let httpPort: number;

  const layout = frameLayout(['chain.velocity', 'generator.power'], ['brake']);
  const post = (message: ToComms) => comms.postMessage(message);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kpp-comms-'));
    const port = await freePort();
    broker = startWorker('../../../src/comms/broker/worker.js', { host: '127.0.0.1', port });
    const [listening] = (await once(broker, 'message')) as [FromBroker];
    expect(listening).toEqual({ kind: 'listening', port });
    const url = `mqtt://127.0.0.1:${port}`;
    listener = await Listener.connect(url);

    store = new StoreClient();
    const { log } = await store.start(storeSettings({ path: join(folder, 'kpp.db') }));
    frames = allocateRing(256, layout.length);
    const storePort = store.connectReader();
    httpPort = await freePort();
    const data: CommsWorkerData = {
      setup: {
        ...commsSetup({ url }),
        http: { ...DEFAULT_CONFIG.http, listen: { host: '127.0.0.1', port: httpPort } },
      },
      frames,
      marks: StreamMarks.allocate(),
      store: { port: storePort, log, mode: 'disk', lastSeq: 0, isReplacement: false },
    };
    received = [];
    comms = startWorker('../../../src/comms/worker.js', data, [storePort]);
    comms.on('message', (message: FromComms) => received.push(message));
    await until('it is connected', () => received.some((message) => message.kind === 'broker'));
  });

  afterEach(async () => {
    await comms.terminate();
    await store.end();
    await listener.close();
    await broker.terminate();
    rmSync(folder, { recursive: true, force: true });
  });

  it('publishes the stored events, and answers commands with the replies of control', async () => {
    for (let i = 0; i < 100; i++) {
      store.append(lifecycleEvent());
    }
    await until('all events are heard', () => listener.on(`${BASE}/events`).length === 100);
    await listener.send('mode', { requestId: 'm', mode: 'accuracy' });
    await until('control has the command', () => received.some(({ kind }) => kind === 'command'));
    post({ kind: 'reply', reply: { requestId: 'm', ok: false, error: 'refused', message: 'not now' } });
    expect(await listener.reply('mode', 'm')).toMatchObject({
      ok: false,
      error: 'refused',
      message: 'not now',
    });
  });

  it('reports once that it runs, and reads the ring', async () => {
    const frameSeen = async () => {
      const response = await fetch(`http://127.0.0.1:${httpPort}/api/status`);
      return ((await response.json()) as { frames: { ok: boolean } }).frames.ok;
    };
    expect(await frameSeen()).toBe(false);
    const writer = new RingWriter(frames);
    let isSeen = false;
    for (let attempt = 0; attempt < 200 && !isSeen; attempt++) {
      writer.write(new Float64Array(layout.length));
      isSeen = await frameSeen();
    }
    expect(isSeen).toBe(true);
    expect(received.filter(({ kind }) => kind === 'ready')).toHaveLength(1);
  });

  it('publishes the health that control posts, and confirms it', async () => {
    post({ kind: 'health', health: someHealth({ uptimeS: 81.2 }), losses: { healths: 2, events: 1 } });
    await until('the health is heard', () => listener.on(`${BASE}/health`).length === 1);
    expect(listener.json(`${BASE}/health`)[0]).toMatchObject({
      run: 3,
      uptime: 81.2,
      comms: { minutesLost: 0, historyLost: 0, handOver: { healths: 2, events: 1 } },
    });
    expect(received.filter(({ kind }) => kind === 'healthTaken')).toHaveLength(1);
  });

  it('shows the cost of its periodic work and of that of the store', async () => {
    comms.on('message', (message: FromComms) => {
      if (message.kind === 'report') post({ kind: 'report', id: message.id, report: controlReport() });
    });
    const reply = await fetch(`http://127.0.0.1:${httpPort}/api/profile`);
    const { tasks } = (await reply.json()) as { tasks: TaskReport };
    expect(Object.keys(tasks.comms)).toEqual([
      ...['frames', 'totals', 'totalsSaved', 'clock', 'httpHeartbeat'],
    ]);
    expect(tasks.comms.frames!.count).toBeGreaterThan(0);
    expect(Object.keys(tasks.store!)).toEqual(['commit', 'maintain', 'history', 'host', 'disk']);
    expect(tasks.store!.disk).toEqual({ everyMs: null, count: 0, meanUs: 0, maxUs: 0 });
  });

  it('continues with the next port when the worker of the store has crashed', async () => {
    store.append(lifecycleEvent());
    await until('the event is heard', () => listener.on(`${BASE}/events`).length === 1);
    const { log } = JSON.parse(listener.on(`${BASE}/events`)[0]!.text) as { log: string };
    await crashWorker(store);
    store.append(lifecycleEvent());
    const port = store.connectReader();
    const link = { port, log, mode: 'disk', lastSeq: 1, isReplacement: false } as const;
    comms.postMessage({ kind: 'store', store: link } satisfies ToComms, [port]);
    await until('the next event is heard', () => listener.on(`${BASE}/events`).length >= 2);
    expect(listener.json(`${BASE}/events`).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('gives the same data over HTTP', async () => {
    const status = await fetch(`http://127.0.0.1:${httpPort}/api/status`);
    expect(await status.json()).toMatchObject({ state: 'online', run: 3, plant: 'standby' });
  });

  it('publishes offline and ends when it is stopped, and the broker ends after it', async () => {
    store.append(lifecycleEvent());
    await store.flush(1000);
    const commsEnded = once(comms, 'exit');
    post({ kind: 'stop', withinMs: 1500 });
    await commsEnded;
    expect(received.at(-1)).toEqual({ kind: 'stopped' });
    await until('it is offline', () => listener.json(`${BASE}/status`).at(-1)?.state === 'offline');
    expect(listener.on(`${BASE}/events`)).toHaveLength(1);
    const brokerEnded = once(broker, 'exit');
    broker.postMessage({ kind: 'close' });
    await brokerEnded;
  });
});

describe("the embedded broker's thread", () => {
  it('reports a port that is taken, and ends', async () => {
    const first = startWorker('../../../src/comms/broker/worker.js', { host: '127.0.0.1', port: 0 });
    const [{ port }] = (await once(first, 'message')) as [{ port: number }];
    const second = startWorker('../../../src/comms/broker/worker.js', { host: '127.0.0.1', port });
    const ended = once(second, 'exit');
    const [message] = (await once(second, 'message')) as [FromBroker];
    expect(message).toMatchObject({ kind: 'failed', code: 'in_use' });
    await ended;
    await first.terminate();
  });
});
