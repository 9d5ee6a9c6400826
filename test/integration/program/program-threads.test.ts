// A thread of the compiled program dies or is slow: control continues, no event is lost, and an alarm reports it.
import { describe, expect, it } from 'vitest';
import type { StoreFaults } from '../../store/faults.js';
import { simConfig } from '../../support/controller-config.js';
import type { Documents } from '../../support/documents.js';
import { blockThread, inside, killThread } from '../../support/inside.js';
import { Folder, RunningProgram } from '../../support/program.js';
import { requireProgram } from '../../support/programs.js';
import { startBroker } from '../../support/running.js';
import { isGapless, Subscriber } from '../../support/subscriber.js';
import { until } from '../../support/until.js';

/** Ticks that a busy machine may miss in addition. */
const BUSY_TICKS = 3;

type Health = Documents['health'];

async function runningWith(faults: StoreFaults = {}) {
  const folder = new Folder();
  const broker = await startBroker();
  const subscriber = await Subscriber.connect(broker.url);
  const config = folder.write(
    'k.yaml',
    simConfig({ mqttUrl: broker.url, storePath: `${folder.path}/kpp.db` }),
  );
  const program = new RunningProgram(['run', '--config', config], folder, {
    preload: inside(folder, faults),
  });
  await program.says('run 1 of kpp-01');
  await subscriber.hears('health', 'itself', () => true);
  return { program, subscriber };
}

/** The health document after the next one. It includes everything that is in progress now. */
async function healthSoon(subscriber: Subscriber): Promise<Health> {
  const order = subscriber.heard;
  const { uptime } = subscriber.last('health')!;
  const soon = await subscriber.hears(
    'health',
    'itself again',
    (body, heard) => heard.order >= order && body.uptime > uptime + 1.5,
  );
  return soon.body;
}

/** Each command makes a `mode` event and a `command` event. */
async function changeModes(subscriber: Subscriber, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const mode = i % 2 === 0 ? 'accuracy' : 'balanced';
    expect(await subscriber.command('mode', { mode })).toMatchObject({ ok: true });
  }
}

async function expectAlarmAndEnd(subscriber: Subscriber, rule: string): Promise<void> {
  const states = () =>
    subscriber.events.filter(({ data }) => data.rule === rule).map(({ data }) => data.state);
  await until(`${rule} was raised and is cleared`, () => states().includes('cleared'), 20_000);
  expect(states()).toEqual(['active', 'cleared']);
  await until(`${rule} is retained as cleared`, () => subscriber.alertState(rule) === 'cleared');
}

function expectEveryTick(before: Health, after: Health): void {
  expect(after.loop.missed - before.loop.missed).toBeLessThanOrEqual(BUSY_TICKS);
}

describe.skipIf(!requireProgram('mosquitto'))('a thread that dies', () => {
  it('is restarted, if it is comms: will, status, alarm, and every event are published', async () => {
    const { program, subscriber } = await runningWith();
    await changeModes(subscriber, 5);
    const before = await healthSoon(subscriber);
    program.send(killThread('comms'));
    const offline = await subscriber.hears('status', 'its will', ({ state }) => state === 'offline');
    const back = await subscriber.hears(
      'status',
      'it is back',
      ({ state }, { order }) => order > offline.order && state === 'online',
    );
    expect(back.body).toMatchObject({ run: 1, mode: 'accuracy', plant: 'standby' });
    await expectAlarmAndEnd(subscriber, 'comms_restarted');
    await subscriber.command('mode', { mode: 'performance' });
    const after = await healthSoon(subscriber);
    expectEveryTick(before, after);
    await until('all modes are on record', () => subscriber.eventsOf('mode').length === 6);
    expect(isGapless(subscriber.events.map(({ seq }) => seq))).toBe(true);
    expect((await program.stop()).code).toBe(0);
  });

  it('is restarted, if it is the store: the alarm and every event are published, no event twice', async () => {
    const { program, subscriber } = await runningWith({ crashAfterCommits: 6 });
    const before = await healthSoon(subscriber);
    await changeModes(subscriber, 12);
    await expectAlarmAndEnd(subscriber, 'store_failing');
    const after = await healthSoon(subscriber);
    expectEveryTick(before, after);
    await until('all modes are on record', () => subscriber.eventsOf('mode').length >= 12);
    expect(subscriber.eventsOf('mode')).toHaveLength(12);
    expect(subscriber.eventsOf('command')).toHaveLength(12);
    expect(isGapless(subscriber.events.map(({ seq }) => seq))).toBe(true);
    expect((await program.stop()).code).toBe(0);
  });
});

describe.skipIf(!requireProgram('mosquitto'))('a thread that is slow', () => {
  it('delays no control tick, whether the disk or the network is slow, and loses no event', async () => {
    const { program, subscriber } = await runningWith({ commitDelayMs: 100 });
    const before = await healthSoon(subscriber);
    program.send(blockThread('comms', 2000));
    const asked = subscriber.command('mode', { mode: 'accuracy' });
    expect(await asked).toMatchObject({ ok: true });
    await changeModes(subscriber, 10);
    const after = await healthSoon(subscriber);
    expectEveryTick(before, after);
    const own = ({ lateCauses }: Health) => lateCauses.blocked + lateCauses.phase;
    expect(own(after) - own(before)).toBeLessThanOrEqual(1);
    const gap = Math.max(...gapsMs(subscriber.on('telemetry').map(({ atMs }) => atMs)));
    expect(gap).toBeGreaterThan(1800);
    expect(isGapless(subscriber.bodies('telemetry').map(({ seq }) => seq))).toBe(true);
    // This is more than a broker accepts at once. Messages that it does not accept are stored, and sent later.
    const isComplete = () => {
      const seqs = subscriber.bodies('priority').flatMap(({ seq, ts }) => (ts <= after.ts ? [seq] : []));
      return isGapless([...new Set(seqs)].sort((a, b) => a - b));
    };
    await until('no priority message is missing', isComplete);
    expect(isGapless(subscriber.events.map(({ seq }) => seq))).toBe(true);
  });
});

function gapsMs(times: readonly number[]): number[] {
  return times.slice(1).map((time, i) => time - times[i]!);
}
