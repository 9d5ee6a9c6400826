// The compiled program on a serial line, judged by what it publishes.
import { describe, expect, it, onTestFinished } from 'vitest';
import { Feeder, GARBAGE_VALUE } from '../../support/feeder.js';
import { requireProgram } from '../../support/programs.js';
import { runningOnSerial } from '../../support/running.js';
import { isGapless, offGridMs, type Subscriber } from '../../support/subscriber.js';
import { until } from '../../support/until.js';

const SECONDS = 20;
const MEASURED = new Set([
  'chain.velocity',
  'chain.position',
  'chain.tension',
  'generator.speed',
  'generator.torque',
  'generator.voltage',
  'generator.current',
  'generator.temperature',
]);
/** The contract's limits: 0.2 s, and on a stream at most 0.4 s after the last record. */
const STALE_ON_STREAM_MS = 400;

describe.skipIf(!requireProgram('mosquitto') || !requireProgram('socat'))('kpp run on a serial line', () => {
  it('publishes what the sensor sends, at the specified rates, without the garbage', async () => {
    const { pty, subscriber } = await runningOnSerial();
    const feeder = new Feeder(pty, { garbage: 0.01, seed: 11 });
    feeder.start();
    onTestFinished(() => feeder.stop());
    // A tick may come between the two lines of a record. Then it has the values of the first line, but not of the second.
    const first = await subscriber.hears(
      'telemetry',
      'every channel',
      ({ quality }) => !Object.keys(quality).some((channel) => MEASURED.has(channel)),
    );
    const endTs = first.body.ts + SECONDS * 1000;
    await subscriber.hears('telemetry', 'the end', ({ ts }) => ts >= endTs, 2 * SECONDS * 1000);
    feeder.stop();

    const telemetry = subscriber.bodies('telemetry').filter(({ ts }) => ts >= first.body.ts && ts < endTs);
    const priority = subscriber.bodies('priority').filter(({ ts }) => ts >= first.body.ts && ts < endTs);
    expect(isGapless(telemetry.map(({ seq }) => seq))).toBe(true);
    expect(isGapless(priority.map(({ seq }) => seq))).toBe(true);
    // A busy machine may miss ticks. Each of them is counted, and no other message may be missing.
    const missed = subscriber.last('health')!.loop.missed;
    expect(telemetry.length).toBeLessThanOrEqual(SECONDS * 10 + 1);
    expect(telemetry.length).toBeGreaterThanOrEqual(SECONDS * 10 - 1 - missed);
    expect(priority.length).toBeLessThanOrEqual(SECONDS * 15 + 1);
    expect(priority.length).toBeGreaterThanOrEqual(SECONDS * 15 - 1 - missed);
    for (const { ts } of [...telemetry, ...priority])
      expect(offGridMs(ts, first.body.ts, 60)).toBeLessThanOrEqual(2);

    for (const { chain, generator, quality } of telemetry) {
      expect(feeder.ramp).toContain(chain.position);
      expect(feeder.ramp).toContain(generator.temperature);
      expect(chain).toMatchObject({ velocity: 1.5, tension: 5780 });
      expect(generator).toMatchObject({ torque: 120, voltage: 155.1, current: 28.57 });
      expect(Object.keys(quality).filter((channel) => MEASURED.has(channel))).toEqual([]);
    }
    expect(JSON.stringify(telemetry)).not.toContain(String(GARBAGE_VALUE));
    await expectCountersToAddUp(subscriber, feeder);
  });

  it('reports within 0.4 s that the sensor is silent, raises its alarms, and clears them when it is back', async () => {
    const { pty, subscriber } = await runningOnSerial();
    const feeder = new Feeder(pty);
    feeder.start();
    onTestFinished(() => feeder.stop());
    await subscriber.hears('telemetry', 'a good speed', ({ quality }) => !('chain.velocity' in quality));
    feeder.stop();
    const stoppedTs = Date.now();
    const stale = await subscriber.hears(
      'telemetry',
      'a stale speed',
      ({ ts, quality }) => ts > stoppedTs && quality['chain.velocity'] === 'stale',
    );
    expect(stale.body.ts - stoppedTs).toBeLessThanOrEqual(STALE_ON_STREAM_MS);
    // The last good value is still published, but marked.
    expect(stale.body.chain.velocity).toBe(1.5);
    expect(feeder.ramp).toContain(stale.body.chain.position);
    const lost = [...MEASURED].map((channel) => `sensor_lost.${channel}`);
    for (const rule of lost) {
      await until(`${rule} is raised`, () => subscriber.alertState(rule) === 'active', 10_000);
    }
    const silent = subscriber.bodies('telemetry').filter(({ ts }) => ts > stale.body.ts);
    expect(
      silent.every(({ quality }) => [...MEASURED].every((channel) => quality[channel] === 'stale')),
    ).toBe(true);

    feeder.start();
    await subscriber.hears(
      'telemetry',
      'a good speed again',
      ({ ts, quality }) => ts > stale.body.ts && !('chain.velocity' in quality),
    );
    for (const rule of lost) {
      await until(`${rule} is cleared`, () => subscriber.alertState(rule) === 'cleared', 10_000);
    }
    expect(isGapless(subscriber.bodies('telemetry').map(({ seq }) => seq))).toBe(true);
    expect(isGapless(subscriber.bodies('priority').map(({ seq }) => seq))).toBe(true);
    await expectCountersToAddUp(subscriber, feeder);
  });
});

/** Checks that every sent line is in one of the counters. */
async function expectCountersToAddUp(subscriber: Subscriber, feeder: Feeder): Promise<void> {
  feeder.stop();
  const { records, ...garbage } = feeder.sent;
  await subscriber.hears(
    'health',
    `${feeder.lines} lines`,
    ({ serial }) => {
      const {
        good = 0,
        checksum = 0,
        malformed = 0,
        unknown = 0,
        oversized = 0,
        discarded = 0,
      } = serial.chain ?? {};
      return good + checksum + malformed + unknown + oversized + discarded === feeder.lines;
    },
    5000,
  );
  const { chain } = subscriber.last('health')!.serial;
  expect(chain).toMatchObject({ oversized: 0, ...garbage });
  expect(chain!.good! + chain!.discarded!).toBe(records);
}
