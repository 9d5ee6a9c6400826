// A thread of a program with an energised plant hangs or dies: the drive gets safe setpoints, or the plant continues.
import { describe, expect, it } from 'vitest';
import type { Drive } from '../../support/drive.js';
import { harmControl, killThread } from '../../support/inside.js';
import { requireProgram } from '../../support/programs.js';
import { energisedOnSerial } from '../../support/running.js';
import { until } from '../../support/until.js';

const fractions = (drive: Drive, since: number) =>
  drive.setpoints.slice(since).map(({ fraction }) => fraction);

describe.skipIf(!requireProgram('mosquitto') || !requireProgram('socat'))('an energised plant', () => {
  it('whose control thread hangs is reported by the guard meanwhile, trips, and gets safe setpoints until a reset', async () => {
    const { program, drive, feeder, subscriber } = await energisedOnSerial();
    const hangMs = 2500;
    const beganMs = performance.now();
    program.send(harmControl({ hangMs }));
    await program.says('guard    the control thread has stood still');
    expect(performance.now() - beganMs).toBeLessThan(hangMs);
    const before = drive.setpoints.length;
    const trip = await subscriber.hears('events', 'a trip', ({ type }) => type === 'trip');
    expect(trip.body.data).toMatchObject({ cause: 'process_stalled' });
    await until('control continues', () => drive.setpoints.length > before + 30);
    expect(new Set(fractions(drive, before))).toEqual(new Set([0]));
    expect(await subscriber.command('start')).toMatchObject({ ok: false });
    feeder.velocity = 0;
    await subscriber.insist('reset');
    await subscriber.insist('start');
    feeder.velocity = 1.5;
    await until('the load is on again', () => drive.load === 0.75, 60_000);
  });

  it.each(['guard', 'comms', 'store'])(
    'continues when the thread %s dies, and the thread is restarted',
    async (thread) => {
      const { program, drive, subscriber } = await energisedOnSerial();
      program.send(killThread(thread));
      const name = thread === 'comms' ? 'the comms thread' : `the ${thread}'s thread`;
      await program.says(`${name} ended`);
      const before = drive.setpoints.length;
      await until('three seconds have passed', () => drive.setpoints.length > before + 45);
      expect(new Set(fractions(drive, before))).toEqual(new Set([0.75]));
      expect(subscriber.eventsOf('trip')).toEqual([]);
    },
  );
});
