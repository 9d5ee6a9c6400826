// Brokers that disappear, become silent, refuse, or use another version of MQTT.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { EmbeddedBroker } from '../../../src/comms/broker/broker.js';
import type { MqttSettings } from '../../../src/comms/mqtt/settings.js';
import { BASE, CommsBench, Listener } from '../../comms/comms-bench.js';
import { alertEvent } from '../../comms/fake-source.js';
import { TcpProxy } from '../../comms/tcp-proxy.js';
import { freePort, Mosquitto } from '../../support/mosquitto.js';
import { requireProgram } from '../../support/programs.js';
import { until } from '../../support/until.js';

const cleanUps: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) {
    await cleanUp();
  }
});

async function mosquitto(...options: Parameters<typeof Mosquitto.start>): Promise<Mosquitto> {
  const broker = await Mosquitto.start(...options);
  cleanUps.push(() => broker.dispose());
  return broker;
}

function startBench(settings: Partial<MqttSettings> & Pick<MqttSettings, 'url'>): CommsBench {
  const bench = new CommsBench(settings);
  cleanUps.push(() => bench.service.stop(500));
  bench.service.start();
  return bench;
}

async function listen(url: string): Promise<Listener> {
  const listener = await Listener.connect(url);
  cleanUps.push(() => listener.close());
  return listener;
}

function seqsOf(listener: Listener): number[] {
  return listener.json(`${BASE}/events`).map(({ seq }) => Number(seq));
}

/** Waits for the event `last`, and expects everything before it in order, without a gap or a repetition. */
async function expectOneLineUpTo(listener: Listener, last: number): Promise<void> {
  await until(`event ${last} is heard`, () => seqsOf(listener).includes(last));
  const seqs = seqsOf(listener);
  expect(seqs).toEqual(seqs.map((_, i) => seqs[0]! + i));
}

async function reasonOf(bench: CommsBench): Promise<string | null | undefined> {
  await until('the attempt has failed', () => bench.brokerStates.length > 0);
  expect(bench.isConnected).toBe(false);
  return bench.brokerStates[0]?.reason;
}

const needsMosquitto = describe.skipIf(!requireProgram('mosquitto') || !requireProgram('openssl'));

needsMosquitto('when the broker goes away', () => {
  it('delivers every event when it is back, alerts first, in order of seq', async () => {
    const broker = await mosquitto();
    const bench = startBench({ url: broker.url });
    await until('it is connected', () => bench.isConnected);
    bench.source.storeSome(30);
    await until('30 events are acknowledged', () => bench.source.acknowledgedSeq === 30);

    await broker.kill();
    await until('the loss is reported', () => !bench.isConnected);
    bench.source.storeSome(300);
    bench.source.store(alertEvent('high_velocity'));
    await broker.restart();
    const listener = await listen(broker.url);
    await until('all events are acknowledged', () => bench.source.acknowledgedSeq === 331);
    await expectOneLineUpTo(listener, 331);
    await until('the alert is retained', () => listener.on(`${BASE}/alerts/high_velocity`).length > 0);
  });

  it('loses no event over many outages, and sends none twice on one connection', async () => {
    const broker = await mosquitto({ persistence: true });
    const bench = startBench({ url: broker.url });
    for (let outage = 1; outage <= 3; outage++) {
      await until('it is connected', () => bench.isConnected);
      bench.source.storeSome(500);
      await until('some are acknowledged', () => bench.source.acknowledgedSeq > (outage - 1) * 500);
      await broker.restart();
      await until('the loss was noticed', () => bench.brokerStates.length >= 2 * outage);
    }
    const listener = await listen(broker.url);
    bench.source.storeSome(1);
    await until('all are acknowledged', () => bench.source.acknowledgedSeq === 1501);
    await expectOneLineUpTo(listener, 1501);
  });

  it('asks the store where to continue, with the time of the loss, and without a time at the first connection', async () => {
    const broker = await mosquitto();
    const bench = startBench({ url: broker.url });
    await until('it is connected', () => bench.isConnected);
    await until('the store was asked', () => bench.source.lossesAsked.length >= 1);
    const before = performance.timeOrigin + performance.now();
    await broker.restart();
    await until('the store was asked again', () => bench.source.lossesAsked.at(-1) !== null);
    expect(bench.source.lossesAsked.slice(0, -1).every((loss) => loss === null)).toBe(true);
    expect(bench.source.lossesAsked.at(-1)).toBeGreaterThan(before);
  });

  it('detects a broker that keeps the connection open but is silent', async () => {
    const broker = await mosquitto();
    const bench = startBench({ url: broker.url, keepalive: 1 });
    await until('it is connected', () => bench.isConnected);
    broker.freeze();
    await until('the loss is reported', () => !bench.isConnected);
    expect(bench.brokerStates.at(-1)?.reason).toBe('the broker fell silent');
  });

  it('keeps the live messages that a silent broker does not acknowledge, and sends them again in order', async () => {
    const broker = await mosquitto();
    const bench = startBench({ url: broker.url, keepalive: 1 });
    await until('it is connected', () => bench.isConnected);
    broker.freeze();
    for (let seq = 1; seq <= 96; seq++) {
      bench.writeFrame({ prioritySeq: seq, telemetrySeq: seq % 2 === 0 ? seq / 2 : 0 });
    }
    await until('the loss is reported', () => !bench.isConnected);
    const stored = (of: string) =>
      bench.source.frames.flatMap(({ messages }) => messages).filter(({ topic }) => topic === of);
    await until(
      'they are stored',
      () => stored('priority').length === 96 && stored('telemetry').length === 48,
    );
    await broker.restart();
    const listener = await listen(broker.url);
    const again = () => listener.json(`${BASE}/priority`).filter(({ historical }) => historical === true);
    await until('they are sent again', () => again().at(-1)?.seq === 96);
    expect(again().map(({ seq }) => seq)).toEqual(Array.from({ length: 96 }, (_, i) => i + 1));
    const telemetry = () => listener.json(`${BASE}/telemetry`).map(({ seq }) => seq);
    await until('the other topic arrives', () => telemetry().length >= 48);
    expect(telemetry()).toEqual(Array.from({ length: 48 }, (_, i) => i + 1));
  });

  it('logs one line for an outage, however many attempts it has', async () => {
    const port = await freePort();
    const bench = startBench({ url: `mqtt://127.0.0.1:${port}` });
    await reasonOf(bench);
    const since = performance.now();
    await until('several attempts have failed', () => performance.now() - since > 1200);
    expect(bench.logLines).toHaveLength(1);
    expect(bench.logLines[0]).toContain('nothing listens there');
  });

  it('makes the broker publish offline when its socket is destroyed, and publishes online when it is back', async () => {
    const broker = await mosquitto();
    const listener = await listen(broker.url);
    const wire = await TcpProxy.start(broker.port);
    cleanUps.push(() => wire.close());
    const bench = startBench({ url: wire.url });
    const states = () => listener.json(`${BASE}/status`).map(({ state }) => state);
    await until('it is online', () => states().length === 1);
    wire.cut();
    await until('it is offline', () => states().length === 2);
    expect(listener.json(`${BASE}/status`)[1]).toMatchObject({ state: 'offline', run: 3, plant: 'standby' });
    wire.mend();
    await until('it is online again', () => states().length === 3);
    expect(states()).toEqual(['online', 'offline', 'online']);
    expect(bench.isConnected).toBe(true);
  });
});

needsMosquitto('with a broker that requires a login or TLS', () => {
  it('connects as the configured user, with the password from the file', async () => {
    const broker = await mosquitto({ user: { name: 'kpp', password: 'secret' } });
    const passwordFile = join(broker.folder, 'password');
    writeFileSync(passwordFile, 'secret\n');
    const bench = startBench({ url: broker.url, username: 'kpp', passwordFile });
    await until('it is connected', () => bench.isConnected);
  });

  it('reports a wrong password, and connects when the file has the right one', async () => {
    const broker = await mosquitto({ user: { name: 'kpp', password: 'secret' } });
    const passwordFile = join(broker.folder, 'password');
    writeFileSync(passwordFile, 'wrong');
    const bench = startBench({ url: broker.url, username: 'kpp', passwordFile });
    expect(await reasonOf(bench)).toContain('wrong user name or password');
    writeFileSync(passwordFile, 'secret');
    await until('it is connected', () => bench.isConnected);
  });

  it('reports a missing password file', async () => {
    const bench = startBench({
      url: 'mqtt://127.0.0.1:1',
      username: 'kpp',
      passwordFile: '/nowhere/password',
    });
    expect(await reasonOf(bench)).toBe('the file /nowhere/password (mqtt.passwordFile) does not exist');
  });

  it('uses TLS with a broker whose certificate authority is configured', async () => {
    const broker = await mosquitto({ tls: true });
    const bench = startBench({ url: broker.url, ca: broker.ca });
    await until('it is connected', () => bench.isConnected);
  });

  it('reports a certificate that is not trusted', async () => {
    const broker = await mosquitto({ tls: true });
    const bench = startBench({ url: broker.url });
    expect(await reasonOf(bench)).toContain("the broker's certificate is not trusted");
  });

  it('reports a broker that does not use TLS', async () => {
    const broker = await mosquitto();
    const bench = startBench({ url: broker.url.replace('mqtt:', 'mqtts:') });
    expect(await reasonOf(bench)).toMatch(/TLS|cut the connection|closed the connection/);
  });
});

needsMosquitto('with several brokers', () => {
  it('tries them in turn, stays with the one that answers, and goes on to the next one when that is lost', async () => {
    const first = await mosquitto();
    const second = await mosquitto();
    const nobody = `mqtt://127.0.0.1:${await freePort()}`;
    const bench = startBench({ url: [nobody, first.url, second.url] });
    await until('it is connected', () => bench.isConnected);
    expect(bench.logLines.at(-1)).toContain(first.url);
    bench.source.storeSome(3);
    await until('the events are acknowledged', () => bench.source.acknowledgedSeq === 3);
    await first.kill();
    await until(
      'it is connected to the second one',
      () => bench.logLines.at(-1)?.includes(`connected to ${second.url}`) === true,
    );
  });
});

needsMosquitto('with a broker that refuses one topic', () => {
  it('reports this topic, and delivers the others', async () => {
    const broker = await mosquitto({ denied: [`${BASE}/priority`] });
    const bench = startBench({ url: broker.url });
    const listener = await listen(broker.url);
    await until('it is connected', () => bench.isConnected);
    for (const seq of [1, 2, 3]) bench.writeFrame({ prioritySeq: seq, telemetrySeq: seq });
    bench.source.storeSome(3);
    const refused = () =>
      bench.posted.flatMap((message) => (message.kind === 'refused' ? [message.topics] : []));
    await until('the refusal is reported', () => refused().length === 1);
    expect(refused()).toEqual([[`${BASE}/priority`]]);
    await until('the events are acknowledged', () => bench.source.acknowledgedSeq === 3);
    await until('telemetry arrives', () => listener.on(`${BASE}/telemetry`).length === 3);
    await until('all three are counted', () => {
      bench.writeHealth();
      return bench.service.health?.comms.refused === 3;
    });
    expect(bench.service.health?.comms).toMatchObject({ outboxFrames: 0 });
  });

  it('delivers telemetry of an outage when it refuses events', async () => {
    const broker = await mosquitto({ denied: [`${BASE}/events`] });
    const bench = startBench({ url: broker.url });
    await until('it is connected', () => bench.isConnected);
    bench.source.storeSome(20);
    await broker.kill();
    await until('the loss is reported', () => !bench.isConnected);
    for (const seq of [1, 2, 3]) bench.writeFrame({ telemetrySeq: seq });
    await until('they were read', () => (bench.service.topicAccounts.telemetry.stored ?? 0) === 3);
    await broker.restart();
    const listener = await listen(broker.url);
    await until('telemetry arrives', () => listener.json(`${BASE}/telemetry`).length >= 3);
    expect(listener.json(`${BASE}/telemetry`).map(({ seq, historical }) => [seq, historical])).toEqual([
      [1, true],
      [2, true],
      [3, true],
    ]);
  });
});

describe('with a broker that supports only MQTT 3.1.1', () => {
  async function embedded(): Promise<{ broker: EmbeddedBroker; url: string }> {
    const broker = await EmbeddedBroker.start('127.0.0.1', 0);
    cleanUps.push(() => broker.close());
    return { broker, url: `mqtt://127.0.0.1:${broker.port}` };
  }

  it('falls back from MQTT 5 without reporting a failure', async () => {
    const { url } = await embedded();
    const bench = startBench({ url });
    await until('it is connected', () => bench.isConnected);
    expect(bench.brokerStates).toEqual([{ kind: 'broker', connected: true, reason: null }]);
    expect(bench.logLines).toHaveLength(1);
    expect(bench.logLines[0]).toContain('MQTT 3.1.1');
  });

  it('delivers the same messages: status, alerts and events, commands and replies, offline at the end', async () => {
    const { url } = await embedded();
    const listener = await listen(url);
    const bench = startBench({ url });
    bench.source.storeSome(50);
    bench.source.store(alertEvent('high_velocity'));
    await until('all events are acknowledged', () => bench.source.acknowledgedSeq === 51);
    await expectOneLineUpTo(listener, 51);
    expect(seqsOf(listener)).toHaveLength(51);
    await listener.send('mode', { requestId: 'm1', mode: 'accuracy' });
    await until('the command has arrived', () => bench.commands.length === 1);
    bench.service.commands.settle({ requestId: 'm1', ok: true, error: null, message: '' });
    expect(await listener.reply('mode', 'm1')).toEqual({
      requestId: 'm1',
      ok: true,
      error: null,
      message: '',
    });
    await bench.service.stop(1000);
    await until('it is offline', () => listener.json(`${BASE}/status`).at(-1)?.state === 'offline');
  });

  it('begins with 3.1.1 the next time', async () => {
    const { broker, url } = await embedded();
    const bench = startBench({ url });
    await until('it is connected', () => bench.isConnected);
    const { port } = broker;
    await broker.close();
    await until('the loss is reported', () => !bench.isConnected);
    const next = await EmbeddedBroker.start('127.0.0.1', port);
    cleanUps.push(() => next.close());
    await until('it is connected', () => bench.isConnected);
    expect(bench.logLines.at(-1)).toContain('MQTT 3.1.1');
  });
});
