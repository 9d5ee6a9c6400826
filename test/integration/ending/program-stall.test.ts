// The whole process stands still and continues: the plant trips, input that waited is dropped, and the phase is kept.
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { requireProgram } from '../../support/programs.js';
import { energisedOnSerial } from '../../support/running.js';
import { isGapless, offGridMs, type Subscriber } from '../../support/subscriber.js';

const STALL_MS = 3000;
const CONTROL_HZ = 15;
/** Ticks that a busy machine may miss in addition to those of the stall. */
const BUSY_TICKS = 8;

describe.skipIf(!requireProgram('mosquitto') || !requireProgram('socat'))(
  'a process that stands still',
  () => {
    it('trips the plant when it continues, drops input that waited, and keeps its phase', async () => {
      const { program, subscriber, feeder, drive } = await energisedOnSerial({ withInside: false });
      await subscriber.hears('health', 'a running plant', ({ plant }) => plant === 'running');
      const before = subscriber.last('health')!;
      const phase = gridOf(subscriber.bodies('priority').map(({ ts }) => ts));

      const beganMs = performance.now();
      program.signal('SIGSTOP');
      await delay(STALL_MS);
      const rampAtEnd = feeder.rampNow;
      const endTs = Date.now();
      const setpointsBefore = drive.setpoints.length;
      program.signal('SIGCONT');
      const stalledS = (performance.now() - beganMs) / 1000;

      const trip = await subscriber.hears('events', 'a trip', ({ type }) => type === 'trip');
      expect(trip.body.data).toMatchObject({ cause: 'process_stalled' });
      expect(program.stderr).toMatch(/guard +the control thread has stood still for [23]\.\d\d s/);
      await subscriber.plantIs('tripped');
      const recovered = before.uptime + stalledS + 7;
      const { body: after } = await subscriber.hears(
        'health',
        'it continues',
        ({ uptime }) => uptime > recovered,
      );
      expect(after).toMatchObject({ plant: 'tripped', degradation: 5 });
      const missed = after.loop.missed - before.loop.missed;
      const ticks = after.loop.ticks - before.loop.ticks;
      expect(ticks + missed).toBe(Math.round((after.uptime - before.uptime) * CONTROL_HZ));
      expect(missed).toBeGreaterThanOrEqual(stalledS * CONTROL_HZ - 3);
      expect(missed).toBeLessThanOrEqual(stalledS * CONTROL_HZ + BUSY_TICKS);

      // One setpoint may have been sent already.
      const setpoints = drive.setpoints.slice(setpointsBefore + 1);
      expect(setpoints.length).toBeGreaterThan(60);
      expect(setpoints.every(({ fraction }) => fraction === 0)).toBe(true);

      expectNothingOlder(subscriber, endTs, rampAtEnd);
      expectSameGrid(subscriber, endTs, phase);
      expect(isGapless(subscriber.bodies('telemetry').map(({ seq }) => seq))).toBe(true);
      expect(isGapless(subscriber.bodies('priority').map(({ seq }) => seq))).toBe(true);

      expect(await subscriber.command('start')).toMatchObject({ ok: false, error: 'refused' });
      feeder.velocity = 0;
      await subscriber.insist('reset');
      await subscriber.plantIs('standby');
      await subscriber.insist('start');
      feeder.velocity = 1.5;
      await subscriber.plantIs('running');
    });
  },
);

/** The phase of most time stamps. A late tick is off the grid by at least one base tick. */
function gridOf(stamps: readonly number[]): number {
  const agree = (ts: number) => stamps.filter((other) => offGridMs(other, ts, CONTROL_HZ) <= 2).length;
  return stamps.find((ts) => agree(ts) > stamps.length / 2)!;
}

/** Checks that every good value in telemetry after `ts` was sent after the stall. */
function expectNothingOlder(subscriber: Subscriber, endTs: number, rampAtEnd: number): void {
  const telemetry = subscriber.bodies('telemetry').filter(({ ts }) => ts >= endTs);
  const good = (channel: string) => telemetry.filter(({ quality }) => !(channel in quality));
  // Each value is checked by its own quality, because a tick may come between the two lines of a record.
  const positions = good('chain.position').map(({ chain }) => chain.position!);
  const temperatures = good('generator.temperature').map(({ generator }) => generator.temperature!);
  for (const ramp of [positions, temperatures]) {
    expect(ramp.length).toBeGreaterThan(40);
    expect(Math.min(...ramp)).toBeGreaterThanOrEqual(rampAtEnd);
  }
  // The first control tick trips.
  expect(telemetry.slice(2).every(({ degradation }) => degradation === 5)).toBe(true);
}

function expectSameGrid(subscriber: Subscriber, endTs: number, phase: number): void {
  const stamps = subscriber
    .bodies('priority')
    .map(({ ts }) => ts)
    .filter((ts) => ts >= endTs);
  const off = stamps.filter((ts) => offGridMs(ts, phase, CONTROL_HZ) > 2);
  // A late control tick has the time stamp of the base tick that it runs on.
  expect(off.every((ts) => offGridMs(ts, phase, 60) <= 2)).toBe(true);
  expect(off.length).toBeLessThan(stamps.length / 4);
  const seconds = (stamps.at(-1)! - stamps[1]!) / 1000;
  expect(stamps.length - 2).toBeLessThanOrEqual(seconds * CONTROL_HZ + 1);
  expect(stamps.length - 2).toBeGreaterThanOrEqual(seconds * CONTROL_HZ - 1 - BUSY_TICKS);
}
