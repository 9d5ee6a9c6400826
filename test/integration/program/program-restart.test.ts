// What a restart remembers: a trip that was not reset, and that outputs were energised when the program died.
import { describe, expect, it, onTestFinished } from 'vitest';
import { Feeder } from '../../support/feeder.js';
import { RunningProgram } from '../../support/program.js';
import { requireProgram } from '../../support/programs.js';
import { type Around, runningOnSerial } from '../../support/running.js';
import type { Subscriber } from '../../support/subscriber.js';

const OVERSPEED = 11;

async function fed(velocity = 0) {
  const around = await runningOnSerial();
  const feeder = new Feeder(around.pty, { velocity });
  feeder.start();
  onTestFinished(() => feeder.stop());
  await around.subscriber.hears('telemetry', 'a speed', ({ quality }) => !('chain.velocity' in quality));
  return { ...around, feeder };
}

async function restart({ config, folder, subscriber }: Around, run: number): Promise<RunningProgram> {
  const program = new RunningProgram(['run', '--config', config], folder);
  await subscriber.hears(
    'telemetry',
    'a speed again',
    (body) => body.run === run && !('chain.velocity' in body.quality),
  );
  return program;
}

async function expectTrippedUntilReset(subscriber: Subscriber): Promise<void> {
  await subscriber.plantIs('tripped');
  expect(await subscriber.command('start')).toMatchObject({ ok: false, error: 'refused' });
  await subscriber.insist('reset');
  await subscriber.plantIs('standby');
}

describe.skipIf(!requireProgram('mosquitto') || !requireProgram('socat'))('a restart', () => {
  it('begins tripped, until a reset, when the program died while outputs were energised', async () => {
    const around = await fed();
    const { subscriber, program } = around;
    await subscriber.insist('start');
    await subscriber.plantIs('starting');
    await program.kill();
    const second = await restart(around, 2);
    const trip = await subscriber.hears('events', 'a trip', ({ type }) => type === 'trip');
    expect(trip.body.data).toMatchObject({ cause: 'crash' });
    // Neither an orderly end nor another crash resets the trip.
    await second.stop();
    const third = await restart(around, 3);
    await subscriber.plantIs('tripped');
    await third.kill();
    const fourth = await restart(around, 4);
    await expectTrippedUntilReset(subscriber);
    await fourth.kill();
    await restart(around, 5);
    expect(subscriber.last('status')).toMatchObject({ run: 5, plant: 'standby' });
    expect(subscriber.eventsOf('trip')).toHaveLength(1);
  });

  it('begins in standby when the program ended in order while the plant ran', async () => {
    const around = await fed();
    const { subscriber, program } = around;
    await subscriber.insist('start');
    await subscriber.plantIs('starting');
    await program.stop();
    await restart(around, 2);
    expect(subscriber.last('status')).toMatchObject({ run: 2, plant: 'standby' });
    expect(subscriber.eventsOf('trip')).toEqual([]);
  });

  it('keeps a trip that was not reset, also when its cause is gone', async () => {
    const around = await fed(OVERSPEED);
    const { subscriber, program, feeder } = around;
    await subscriber.plantIs('tripped');
    // The event comes after it is stored, so it may come after the status.
    const trip = await subscriber.hears('events', 'a trip', ({ type }) => type === 'trip');
    expect(trip.body.data).toMatchObject({ cause: 'overspeed', channel: 'chain.velocity' });
    expect(await subscriber.command('reset')).toMatchObject({ ok: false, error: 'refused' });
    await program.stop();
    feeder.velocity = 1.5;
    await restart(around, 2);
    await subscriber.plantIs('tripped');
    const told = subscriber.bodies('status').filter(({ run, state }) => run === 2 && state === 'online');
    expect(told.map(({ plant }) => plant)).not.toContain('standby');
    await expectTrippedUntilReset(subscriber);
    expect(subscriber.eventsOf('trip')).toHaveLength(1);
  });
});
