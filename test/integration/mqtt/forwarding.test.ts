// Outages of the broker, and kills of both sides: after the drain no event, telemetry or priority message is missing.
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TcpProxy } from '../../comms/tcp-proxy.js';
import { missingIn, reportOf } from '../../support/consumer-ledger.js';
import { simConfig } from '../../support/controller-config.js';
import type { Mosquitto } from '../../support/mosquitto.js';
import { Folder, RunningProgram } from '../../support/program.js';
import { requireProgram } from '../../support/programs.js';
import { startBroker } from '../../support/running.js';
import { Subscriber } from '../../support/subscriber.js';
import { until } from '../../support/until.js';

/** More rounds find rarer moments: `KPP_KILL_ROUNDS=50 npx vitest run --project integration mqtt/forwarding`. */
const ROUNDS = Number(process.env.KPP_KILL_ROUNDS ?? 3);
const OUTAGE_MS = 4000;

interface Site {
  readonly broker: Mosquitto;
  readonly subscriber: Subscriber;
  /** The controller connects through it, so that the test can subscribe before the controller is back. */
  readonly wire: TcpProxy;
  readonly folder: Folder;
  readonly config: string;
}

async function site(replayRate: number): Promise<Site> {
  const folder = new Folder();
  const broker = await startBroker();
  const wire = await TcpProxy.start(broker.port);
  onTestFinished(() => wire.close());
  const subscriber = await Subscriber.connect(broker.url);
  const text = simConfig({ mqttUrl: wire.url, storePath: `${folder.path}/kpp.db` });
  const mqtt = `keepalive: 1, replayRate: ${replayRate} }`;
  const config = folder.write('controller.yaml', text.replace(/(mqtt: .*) }/, `$1, ${mqtt}`));
  return { broker, subscriber, wire, folder, config };
}

async function start({ folder, config, subscriber }: Site): Promise<RunningProgram> {
  const program = new RunningProgram(['run', '--config', config], folder);
  await program.says('mqtt: connected');
  await until('it is online', () => subscriber.last('status')?.state === 'online');
  return program;
}

/** Kills the broker. The controller cannot connect again before the test listens. */
async function restartBroker({ broker, wire, subscriber }: Site, outageMs: number): Promise<void> {
  await broker.kill();
  wire.cut();
  await delay(outageMs);
  await broker.restart();
  await until('the test listens again', () => subscriber.isConnected);
  wire.mend();
}

async function expectNothingMissing({ subscriber }: Site): Promise<void> {
  const { heard } = subscriber;
  await subscriber.hears('health', 'an empty outbox', ({ comms }, { order }) => {
    return order >= heard && comms.outbox === 0 && comms.outboxFrames === 0;
  });
  await until('nothing is missing', () => reportOf(subscriber).complete, 30_000).catch(() => {});
  expect(missingIn(reportOf(subscriber))).toEqual([]);
}

const replayed = (subscriber: Subscriber) =>
  subscriber.on('telemetry').filter(({ body }) => body.historical === true);

describe.skipIf(!requireProgram('mosquitto'))('the messages of an outage', () => {
  it('arrive all, over a second outage in their middle and a frozen connection, beside the live ones', async () => {
    const here = await site(40);
    const { subscriber, broker } = here;
    const program = await start(here);
    await delay(1000);
    await restartBroker(here, OUTAGE_MS);
    await until('some are sent again', () => replayed(subscriber).length > 10);
    await restartBroker(here, OUTAGE_MS);
    const again = replayed(subscriber).length;
    await until('more are sent again', () => replayed(subscriber).length > again + 10);

    // Live messages arrive between those of the outage.
    const since = replayed(subscriber).at(again)!.order;
    const live = subscriber
      .on('telemetry')
      .filter(({ body, order }) => order > since && body.historical !== true);
    const [first] = live;
    expect(first!.order).toBeLessThan(replayed(subscriber).at(-1)!.order);

    broker.freeze();
    await until('the program notices', () => program.stderr.split('fell silent').length > 1);
    await delay(OUTAGE_MS);
    broker.thaw();
    await expectNothingMissing(here);
    const order = replayed(subscriber).map(({ body }) => body.seq);
    expect(order.length).toBeGreaterThan(60);
    expect((await program.stop()).code).toBe(0);
  });

  it(
    `arrive all after kill -9 of controller and broker at random moments, ${ROUNDS} rounds`,
    async () => {
      const here = await site(300);
      let program = await start(here);
      for (let round = 0; round < ROUNDS; round++) {
        await delay(500 + Math.random() * 4000);
        const victim = ['controller', 'broker', 'both'][round % 3];
        if (victim === 'broker') {
          await restartBroker(here, Math.random() * 4000);
          continue;
        }
        if (victim === 'both') {
          const back = restartBroker(here, 1000 + Math.random() * 4000);
          await delay(Math.random() * 5000);
          await program.kill();
          await back;
        } else {
          await program.kill();
        }
        program = await start(here);
      }
      await expectNothingMissing(here);
      expect((await program.stop()).code).toBe(0);
    },
    120_000 + ROUNDS * 20_000,
  );
});
