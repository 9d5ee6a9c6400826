// Commands over a real broker: where replies go, and which commands reach control.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BASE, CommsBench, Listener } from '../../comms/comms-bench.js';
import { Mosquitto } from '../../support/mosquitto.js';
import { requireProgram } from '../../support/programs.js';
import { until } from '../../support/until.js';

describe.skipIf(!requireProgram('mosquitto'))('commands over mosquitto', () => {
  let broker: Mosquitto;
  let listener: Listener;
  let bench: CommsBench;

  beforeEach(async () => {
    broker = await Mosquitto.start();
    listener = await Listener.connect(broker.url, { protocolVersion: 5 });
    bench = new CommsBench({ url: broker.url });
  });

  afterEach(async () => {
    await bench.service.stop(500);
    await listener.close();
    await broker.dispose();
  });

  const settle = (requestId: string) =>
    bench.service.commands.settle({ requestId, ok: true, error: null, message: 'done' });

  it('go to control, and the reply goes to the reply topic', async () => {
    await bench.connected();
    await listener.send('start', { requestId: 's1', ts: Date.now(), by: 'ann' });
    await until('control has it', () => bench.commands.length === 1);
    expect(bench.commands).toEqual([
      { requestId: 's1', request: { name: 'start' }, by: 'ann', origin: 'mqtt' },
    ]);
    settle('s1');
    expect(await listener.reply('start', 's1')).toEqual({
      requestId: 's1',
      ok: true,
      error: null,
      message: 'done',
    });
    expect(listener.on(`${BASE}/command/start/reply`)[0]?.packet.qos).toBe(1);
  });

  it('are executed once when they are repeated, and get the first reply again', async () => {
    await bench.connected();
    const body = { requestId: 'twice', mode: 'accuracy' };
    await listener.send('mode', body);
    await listener.send('mode', body);
    await until('control has it', () => bench.commands.length === 1);
    settle('twice');
    await listener.send('mode', body);
    const replies = () => listener.json(`${BASE}/command/mode/reply`);
    await until('each got a reply', () => replies().length === 3);
    expect(replies()).toEqual(Array(3).fill({ requestId: 'twice', ok: true, error: null, message: 'done' }));
    expect(bench.commands).toHaveLength(1);
  });

  it('are ignored when they are retained, whether they came before the connection or during it', async () => {
    const retained = { retain: true };
    await listener.send('stop', { requestId: 'old' }, retained);
    await bench.connected();
    await listener.send('stop', { requestId: 'live' }, retained);
    await listener.send('stop', { requestId: 'fresh' });
    await until('control has one', () => bench.commands.length > 0);
    expect(bench.commands.map(({ requestId }) => requestId)).toEqual(['fresh']);
  });

  it('are refused with a reason when they are unknown, not allowed, invalid, stale, too large or not JSON', async () => {
    await bench.connected();
    await listener.send('dance', { requestId: 'a' });
    await listener.send('load', { requestId: 'b', ts: Date.now(), fraction: 0.5 });
    await listener.send('mode', { requestId: 'c', mode: 'turbo' });
    await listener.send('start', { requestId: 'd', ts: Date.now() - 60_000 });
    expect(await listener.reply('dance', 'a')).toMatchObject({ ok: false, error: 'invalid' });
    expect(await listener.reply('load', 'b')).toMatchObject({ ok: false, error: 'not_allowed' });
    expect(await listener.reply('mode', 'c')).toMatchObject({ ok: false, error: 'invalid' });
    expect(await listener.reply('start', 'd')).toMatchObject({ ok: false, error: 'stale' });

    await listener.send('reset', 'x'.repeat(100_000));
    await listener.send('reset', 'no json');
    const replies = () => listener.json(`${BASE}/command/reset/reply`);
    await until('both are answered', () => replies().length === 2);
    expect(replies()).toMatchObject([
      { requestId: null, ok: false, error: 'invalid' },
      { requestId: null, ok: false, error: 'invalid' },
    ]);
    expect(bench.commands).toEqual([]);
  });

  it('are also answered on the response topic, with the correlation data', async () => {
    await bench.connected();
    const correlationData = Buffer.from('42');
    const responseTopic = `${BASE}/desk/answers`;
    await listener.send('dance', { requestId: 'r' }, { properties: { responseTopic, correlationData } });
    await until('it is there', () => listener.on(responseTopic).length === 1);
    expect(listener.on(responseTopic)[0]?.packet.properties?.correlationData).toEqual(correlationData);
    expect(await listener.reply('dance', 'r')).toMatchObject({ error: 'invalid' });
  });

  it.each(['other/place', `${BASE}/status`, `${BASE}/events`, `${BASE}/alerts/x`, `${BASE}/command/stop`])(
    'are not answered on the response topic %s',
    async (responseTopic) => {
      await listener.client.subscribeAsync(responseTopic);
      await bench.connected();
      await listener.send('dance', { requestId: 'r' }, { properties: { responseTopic } });
      await listener.reply('dance', 'r');
      await listener.send('dance', { requestId: 'last' });
      await listener.reply('dance', 'last');
      expect(listener.on(responseTopic).filter(({ text }) => text.includes('"r"'))).toEqual([]);
    },
  );

  it('can request events again', async () => {
    bench.source.storeSome(20);
    await bench.connected();
    const seqs = () => listener.json(`${BASE}/events`).map(({ seq }) => seq);
    await until('all are there', () => seqs().length === 20);
    await listener.send('resend', { requestId: 'again', fromSeq: 5, toSeq: 15 });
    expect(await listener.reply('resend', 'again')).toMatchObject({
      ok: true,
      message: '11 events sent again',
    });
    expect(seqs().slice(20)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  });

  it('are each answered at a thousand a second, while only some refusals become events', async () => {
    await bench.connected();
    for (let i = 0; i < 2000; i++) {
      listener.client.publish(`${BASE}/command/start`, `{"requestId":"flood-${i}","ts":0}`);
    }
    await listener.send('stop', { requestId: 'honest' });
    await until('control has the honest one', () => bench.commands.length === 1);
    settle('honest');
    expect(await listener.reply('stop', 'honest')).toMatchObject({ ok: true });
    expect(await listener.reply('start', 'flood-1999')).toMatchObject({ error: 'stale' });
    expect(bench.posted.filter(({ kind }) => kind === 'rejected')).toHaveLength(5);
  });

  it('still arrive during a faster flood, which is partly answered and counted', async () => {
    await bench.connected();
    for (let i = 0; i < 12_000; i++) {
      listener.client.publish(`${BASE}/command/start`, '{"requestId":"x","ts":"y"}');
    }
    await listener.send('stop', { requestId: 'honest' });
    await until('control has the honest one', () => bench.commands.length === 1);
    settle('honest');
    expect(await listener.reply('stop', 'honest')).toMatchObject({ ok: true });
    bench.writeHealth();
    await until('health is there', () => bench.service.health !== undefined);
    expect(bench.service.health?.comms.commandsUnanswered).toBeGreaterThan(1000);
  });
});
