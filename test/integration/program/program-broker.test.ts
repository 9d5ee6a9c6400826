// The broker is away for some time: its messages of that time are delivered when it is back, and live data continues at once.
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TcpProxy } from '../../comms/tcp-proxy.js';
import { Feeder } from '../../support/feeder.js';
import { requireProgram } from '../../support/programs.js';
import { runningOnSerial } from '../../support/running.js';
import { isGapless, offGridMs } from '../../support/subscriber.js';
import { until } from '../../support/until.js';

const FAILED_MS = 2000;
/** Longer than the off-delay of a lost sensor. */
const SOUND_MS = 6000;
const LOST_VELOCITY = 'sensor_lost.chain.velocity';

describe.skipIf(!requireProgram('mosquitto') || !requireProgram('socat'))('a broker that is killed', () => {
  it('gets the missed events when it is back: alerts first, events without a gap, telemetry live', async () => {
    // The controller connects through a proxy, so that the test can subscribe before the controller is back.
    let wire: TcpProxy | undefined;
    const { subscriber, broker, pty } = await runningOnSerial({
      mqttUrl: async ({ port }) => {
        wire = await TcpProxy.start(port);
        onTestFinished(() => wire?.close());
        return wire.url;
      },
    });
    const feeder = new Feeder(pty);
    feeder.start();
    onTestFinished(() => feeder.stop());
    await subscriber.hears('telemetry', 'a speed', ({ quality }) => !('chain.velocity' in quality));
    await until('the lost sensor is back', () => subscriber.alertState(LOST_VELOCITY) !== 'active');
    const phase = subscriber.last('telemetry')!.ts;
    // The first one comes a second after the start, perhaps later than the speed.
    const { body: before } = await subscriber.hears('health', 'the missed ticks so far', () => true);

    // On a busy machine the controller notices the loss before the broker's end is reported here.
    const lostAt = Date.now();
    wire!.cut();
    await broker.kill();
    // While the broker is away, a sensor fails, recovers, and fails again.
    feeder.stop();
    await delay(FAILED_MS);
    feeder.start();
    await delay(SOUND_MS);
    feeder.stop();
    await delay(FAILED_MS);
    await broker.restart();
    await until('the test listens again', () => subscriber.isConnected, 10_000);
    const backAt = Date.now();
    const heardBefore = subscriber.heard;
    wire!.mend();

    const online = await subscriber.hears(
      'status',
      'it is online',
      ({ state }, { order }) => order >= heardBefore && state === 'online',
    );
    await subscriber.hears('events', 'the broker is back', ({ ts, type, data }) => {
      return ts > lostAt && type === 'alert' && data.rule === 'broker_lost' && data.state === 'cleared';
    });
    const alert = subscriber.alerts(LOST_VELOCITY).find(({ order }) => order > online.order)!;
    const firstEvent = subscriber.on('events').find(({ order }) => order > online.order)!;
    expect(alert.body).toMatchObject({ state: 'active' });
    expect(alert.order).toBeLessThan(firstEvent.order);
    const meta = subscriber.on('meta').find(({ order }) => order > online.order)!;
    expect(meta.order).toBeLessThan(firstEvent.order);

    const { events } = subscriber;
    expect(isGapless(events.map(({ seq }) => seq))).toBe(true);
    const ofVelocity = events.filter(({ ts, data }) => ts >= lostAt && data.rule === LOST_VELOCITY);
    expect(ofVelocity.map(({ data }) => data.state)).toEqual(['active', 'cleared', 'active']);
    const ofBroker = events.filter(({ ts, data }) => ts >= lostAt && data.rule === 'broker_lost');
    expect(ofBroker.map(({ data }) => data.state)).toEqual(['active', 'cleared']);
    await until('broker_lost is cleared', () => subscriber.alertState('broker_lost') === 'cleared');

    const live = await subscriber.hears('telemetry', 'what is live', ({ ts }) => ts >= backAt);
    expect(offGridMs(live.body.ts, phase, 60)).toBeLessThanOrEqual(2);
    const { body: health } = await subscriber.hears('health', 'an empty outbox', ({ comms }, { order }) => {
      return order > online.order && comms.outbox === 0;
    });
    expect(health.comms.connected).toBe(true);
    expect(health.loop.missed - before.loop.missed).toBeLessThanOrEqual(5);
  });
});
