// What a consumer of the topics receives, with a real mosquitto.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BASE, CommsBench, Listener } from '../../comms/comms-bench.js';
import { alertEvent, alertOf } from '../../comms/fake-source.js';
import { Mosquitto } from '../../support/mosquitto.js';
import { requireProgram } from '../../support/programs.js';
import { until } from '../../support/until.js';

describe.skipIf(!requireProgram('mosquitto'))('with mosquitto', () => {
  let broker: Mosquitto;
  let listener: Listener;
  let bench: CommsBench;

  beforeEach(async () => {
    broker = await Mosquitto.start();
    listener = await Listener.connect(broker.url);
    bench = new CommsBench({ url: broker.url });
  });

  afterEach(async () => {
    await bench.service.stop(500);
    await listener.close();
    await broker.dispose();
  });

  const states = () => listener.json(`${BASE}/status`).map(({ state }) => state);
  const seqs = () => listener.json(`${BASE}/events`).map(({ seq }) => seq);

  it('publishes online and meta, retained, with MQTT 5', async () => {
    await bench.connected();
    await until('status and meta are there', () => listener.on(`${BASE}/meta`).length === 1);
    expect(listener.json(`${BASE}/status`)).toMatchObject([
      {
        state: 'online',
        run: 3,
        version: '0.1.0',
        mode: 'balanced',
        plant: 'standby',
        clock: 'synchronised',
      },
    ]);
    const late = await Listener.connect(broker.url);
    await until('a late subscriber has both', () => late.heard.length >= 2);
    expect(late.heard.every(({ packet }) => packet.retain)).toBe(true);
    await late.close();
    expect(bench.logLines.join()).toContain('MQTT 5');
  });

  it('publishes the status again only when a frame has another mode or plant state', async () => {
    await bench.connected();
    bench.writeFrame({ plant: 'starting' });
    bench.writeFrame({ plant: 'starting' });
    bench.writeFrame({ plant: 'starting', mode: 'accuracy' });
    await until('both changes are published', () => states().length >= 3);
    const told = listener.json(`${BASE}/status`).map(({ mode, plant }) => `${mode} ${plant}`);
    expect(told).toEqual(['balanced standby', 'balanced starting', 'accuracy starting']);
  });

  it('publishes a frame to the topics that are due on it', async () => {
    await bench.connected();
    bench.writeFrame({ telemetrySeq: 1, prioritySeq: 1 });
    bench.writeFrame({});
    bench.writeFrame({ prioritySeq: 2 });
    await until('all are there', () => listener.on(`${BASE}/priority`).length === 2);
    expect(listener.json(`${BASE}/telemetry`)).toMatchObject([{ run: 3, seq: 1, chain: { velocity: 1.55 } }]);
    expect(listener.json(`${BASE}/priority`)).toEqual([
      { run: 3, seq: 1, ts: 1764000000000, values: { 'chain.velocity': 1.55 }, quality: {} },
      { run: 3, seq: 2, ts: 1764000000000, values: { 'chain.velocity': 1.55 }, quality: {} },
    ]);
    expect(listener.on(`${BASE}/telemetry`)[0]?.packet.qos).toBe(0);
    expect(listener.on(`${BASE}/priority`)[0]?.packet.qos).toBe(1);
  });

  it('publishes health with the comms thread’s own figures', async () => {
    await bench.connected();
    bench.writeHealth();
    await until('health is there', () => listener.on(`${BASE}/health`).length === 1);
    expect(listener.json(`${BASE}/health`)[0]).toMatchObject({
      run: 3,
      serial: { chain: { good: 4872 } },
      comms: { connected: true, protocol: 5, ringDropped: 0, outbox: 0, outboxOldest: null },
    });
  });

  it('publishes the current alerts and the retained topics before the events that waited', async () => {
    bench.source.store(alertEvent('high_velocity', { state: 'active' }));
    bench.source.storeSome(20);
    bench.source.store(alertEvent('high_velocity', { state: 'cleared' }));
    await bench.connected();
    await until('all events are there', () => seqs().length === 22);
    const topics = listener.heard.map(({ topic }) => topic.slice(BASE.length + 1));
    expect(new Set(topics.slice(0, 3))).toEqual(new Set(['status', 'meta', 'alerts/high_velocity']));
    expect(topics.slice(3)).toEqual(Array(22).fill('events'));
    expect(listener.json(`${BASE}/alerts/high_velocity`)).toEqual([
      { ...alertOf('high_velocity'), state: 'cleared' },
    ]);
    expect(seqs()).toEqual(Array.from({ length: 22 }, (_, i) => i + 1));
  });

  it('publishes each alert that happens while connected, retained and as an event', async () => {
    await bench.connected();
    bench.source.store(alertEvent('high_velocity', { state: 'active' }));
    bench.source.store(alertEvent('high_velocity', { state: 'active', acknowledged: true }));
    await until('both are there', () => listener.on(`${BASE}/alerts/high_velocity`).length === 2);
    expect(listener.json(`${BASE}/alerts/high_velocity`).map((a) => a.acknowledged)).toEqual([false, true]);
    await until('the events as well', () => seqs().length === 2);
    expect(listener.json(`${BASE}/events`)[1]).toMatchObject({
      seq: 2,
      type: 'alert',
      data: { acknowledged: true },
    });
  });

  it('removes the retained alert of a rule that is not configured any more', async () => {
    await listener.client.publishAsync(`${BASE}/alerts/old_rule`, '{}', { qos: 1, retain: true });
    bench.source.alerts.set('old_rule', alertOf('old_rule'));
    await bench.connected();
    await until('the rule is forgotten', () => bench.source.forgotten.includes('old_rule'));
    const late = await Listener.connect(broker.url);
    await until('a late subscriber has the status', () => late.on(`${BASE}/status`).length === 1);
    expect(late.on(`${BASE}/alerts/old_rule`)).toEqual([]);
    await late.close();
  });

  it('publishes online again when another client has written offline', async () => {
    await bench.connected();
    await until('it is online', () => states().length === 1);
    await listener.client.publishAsync(`${BASE}/status`, '{"state":"offline"}', { qos: 1, retain: true });
    await until('it is corrected', () => states().length === 3);
    expect(states()).toEqual(['online', 'offline', 'online']);
  });

  it('delivers all stored events, then publishes offline, and leaves no will when it is stopped', async () => {
    await bench.connected();
    bench.source.storeSome(200);
    bench.writeFrame({ telemetrySeq: 7 });
    await bench.service.stop(2000);
    await until('offline is there', () => states().includes('offline'));
    expect(seqs().length).toBe(200);
    expect(bench.source.acknowledgedSeq).toBe(200);
    expect(listener.json(`${BASE}/telemetry`)).toMatchObject([{ seq: 7 }]);
    expect(listener.heard.at(-1)?.topic).toBe(`${BASE}/status`);
    expect(states()).toEqual(['online', 'offline']);
  });

  it('publishes online after the will of its own last connection', async () => {
    await bench.connected();
    await until('it is online', () => states().length === 1);
    const intruder = await Listener.connect(broker.url, { clientId: 'kpp-kpp-01', reconnectPeriod: 0 });
    await until('the will and the next online are there', () => states().length >= 3);
    expect(states()).toEqual(['online', 'offline', 'online']);
    await intruder.close();
  });

  it('suspects a second client with the same id when it is disconnected repeatedly', async () => {
    await bench.connected();
    const hint = () => bench.logLines.some((line) => line.includes('with the id kpp-kpp-01?'));
    for (const round of [1, 2]) {
      const intruder = await Listener.connect(broker.url, { clientId: 'kpp-kpp-01', reconnectPeriod: 0 });
      await until('it was lost and is connected again', () => bench.brokerStates.length === 1 + 2 * round);
      await intruder.close();
    }
    expect(hint()).toBe(true);
  });

  it('stays connected over several keepalives while nothing is sent', async () => {
    const quiet = new CommsBench({ url: broker.url, keepalive: 1, baseTopic: 'kpp/quiet' });
    await quiet.connected();
    const since = performance.now();
    await until('more than 1.5 keepalives have passed', () => performance.now() - since > 2100);
    expect(quiet.brokerStates).toEqual([{ kind: 'broker', connected: true, reason: null }]);
    await quiet.service.stop(500);
  });
});
