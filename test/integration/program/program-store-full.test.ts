// The compiled program on a disk that fills up: it continues, reports it, and has every event on the disk when there is space again.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simConfig } from '../../support/controller-config.js';
import { SmallDisk } from '../../support/mounts/small-disk.js';
import { Folder, RunningProgram } from '../../support/program.js';
import { requireProgram } from '../../support/programs.js';
import { startBroker } from '../../support/running.js';
import { isGapless, Subscriber } from '../../support/subscriber.js';
import { until } from '../../support/until.js';

const PATIENCE_MS = 30_000;

async function runningOn(disk: SmallDisk, folder = new Folder()) {
  const broker = await startBroker();
  const subscriber = await Subscriber.connect(broker.url);
  const storePath = join(disk.path, 'kpp.db');
  const config = folder.write('k.yaml', simConfig({ mqttUrl: broker.url, storePath }));
  const program = new RunningProgram(['run', '--config', config], folder);
  await program.says('run 1 of kpp-01');
  return { program, subscriber, config, folder };
}

const storeIs = (subscriber: Subscriber, mode: string) =>
  until(`the store is in ${mode}`, () => subscriber.last('health')?.store.mode === mode, PATIENCE_MS);

async function changeModes(subscriber: Subscriber, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const mode = i % 2 === 0 ? 'accuracy' : 'balanced';
    expect(await subscriber.command('mode', { mode })).toMatchObject({ ok: true });
  }
}

describe.skipIf(!requireProgram('mosquitto') || !SmallDisk.isPossible)('a disk that fills up', () => {
  it('loses no event: all are published from memory, and are on the disk when there is space again', {
    timeout: 120_000,
  }, async () => {
    const disk = SmallDisk.make(8000);
    const { program, subscriber, config, folder } = await runningOn(disk);
    await storeIs(subscriber, 'disk');
    const { log } = subscriber.last('status')!;
    disk.fill();
    await changeModes(subscriber, 10);
    await storeIs(subscriber, 'memory');
    await until('the alarm is there', () => subscriber.alertState('store_failing') === 'active', PATIENCE_MS);
    const memoryLog = subscriber.last('status')!.log;
    expect(memoryLog).not.toBe(log);
    await changeModes(subscriber, 4);
    const inMemory = () => subscriber.events.filter((event) => event.log === memoryLog);
    await until('commands are heard from memory', () => inMemory().length >= 14, PATIENCE_MS);
    expect(inMemory()[0]).toMatchObject({ seq: 1, data: { store: 'memory', previous: { log } } });

    disk.free();
    await storeIs(subscriber, 'disk');
    await until('the alarm is gone', () => subscriber.alertState('store_failing') === 'cleared', PATIENCE_MS);
    const onDisk = () => subscriber.events.filter((event) => event.log === log);
    const moved = () => onDisk().find(({ data }) => data.store === 'disk');
    await until('the move is heard', () => moved() !== undefined, PATIENCE_MS);
    expect(moved()?.data).toMatchObject({ previous: { log: memoryLog }, dropped: 0 });
    expect(subscriber.last('status')?.log).toBe(log);
    // The log on the disk is complete: it has every command once, and its numbers have no gap.
    expect(isGapless(onDisk().map(({ seq }) => seq))).toBe(true);
    const commands = onDisk().filter(({ type }) => type === 'command');
    expect(new Set(commands.map(({ data }) => data.requestId)).size).toBe(14);
    expect(commands).toHaveLength(14);
    // An event that was received from memory is recognised by its place in the log in memory.
    for (const { seq, data } of inMemory()) {
      const again = onDisk().find(({ origin }) => origin?.log === memoryLog && origin.seq === seq);
      expect(again?.data).toEqual(data);
    }
    const states = () => onDisk().flatMap(({ data }) => (data.rule === 'store_failing' ? [data.state] : []));
    await until('its end is an event', () => states().length > 1, PATIENCE_MS);
    expect(states()).toEqual(['active', 'cleared']);

    await program.stop();
    const second = new RunningProgram(['run', '--config', config], folder);
    await second.says('run 2 of kpp-01');
    expect(second.stderr).not.toContain('TRIPPED');
  });
});
