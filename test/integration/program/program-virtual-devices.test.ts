// `kpp run --virtual-devices`: the compiled program with the drivers of a whole machine, without the machine.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Folder, RunningProgram } from '../../support/program.js';
import { requireProgram } from '../../support/programs.js';
import { startBroker } from '../../support/running.js';
import { Subscriber } from '../../support/subscriber.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FULL_MACHINE = join(ROOT, 'config/pi-full.yaml');
/** This machine must not be touched: an exported line would remain after a run. */
const EXPORTED_LINES = '/sys/class/gpio';

const exported = () => (existsSync(EXPORTED_LINES) ? readdirSync(EXPORTED_LINES) : []);

describe.skipIf(!requireProgram('mosquitto'))('kpp run --virtual-devices', () => {
  it('runs a plant through the drivers of every device, and leaves no list of outputs', async () => {
    const before = exported();
    const folder = new Folder();
    const broker = await startBroker();
    const subscriber = await Subscriber.connect(broker.url);
    const args = ['--set', `mqtt.url=${broker.url}`, '--set', `store.path=${folder.path}/kpp.db`];
    const program = new RunningProgram(
      ['run', '--virtual-devices', '--config', FULL_MACHINE, '--set', 'http.listen=127.0.0.1:0', ...args],
      folder,
    );
    await program.says('run 1 of kpp-01: virtual devices on the simulated plant');
    await subscriber.hears('telemetry', 'every sensor', ({ quality }) => Object.keys(quality).length < 3);
    expect(await subscriber.command('start')).toMatchObject({ ok: true });
    await subscriber.plantIs('running');
    const { body } = await subscriber.hears('telemetry', 'power', ({ generator }) => generator.power! > 1000);
    expect(body.chain.velocity).toBeGreaterThan(0.5);
    const health = await subscriber.hears('health', 'the counters', () => true);
    expect(health.body).toMatchObject({
      serial: { chain: { checksum: 0, malformed: 0, reopened: 0 } },
      i2c: { '1.0x40': { nack: 0, garbage: 0 }, '1.0x48': { timeouts: 0 } },
      gpio: { pulses: { glitches: 0 }, estop: { failed: 0 } },
    });
    const meta = await subscriber.hears('meta', 'what it is about', () => true);
    expect(meta.body).toMatchObject({ plantKind: 'virtual devices' });
    const started = subscriber.bodies('events').find(({ type }) => type === 'lifecycle');
    expect(started?.data).toMatchObject({ hal: 'linux', devices: 'virtual' });

    expect(await program.stop()).toMatchObject({ code: 0 });
    expect(readdirSync(folder.path).filter((name) => name.startsWith('outputs-'))).toEqual([]);
    expect(exported()).toEqual(before);
  });

  it('does not treat a killed run as the crash of a machine', async () => {
    const folder = new Folder();
    const broker = await startBroker();
    const subscriber = await Subscriber.connect(broker.url);
    const args = ['--set', `mqtt.url=${broker.url}`, '--set', `store.path=${folder.path}/kpp.db`];
    const launch = () =>
      new RunningProgram(
        ['run', '--virtual-devices', '--config', FULL_MACHINE, '--set', 'http.listen=127.0.0.1:0', ...args],
        folder,
      );
    const first = launch();
    await first.says('run 1 of kpp-01');
    await subscriber.hears('status', 'it is online', ({ state }) => state === 'online');
    expect(await subscriber.command('start')).toMatchObject({ ok: true });
    await subscriber.plantIs('starting');
    await first.kill();
    const second = launch();
    await second.says('run 2 of kpp-01');
    const again = await subscriber.hears('status', 'the second run', ({ run }) => run === 2);
    expect(again.body.plant).toBe('standby');
  });
});

describe('--virtual-devices', () => {
  it('is wrong usage without devices in the configuration, and says what to do', async () => {
    const program = new RunningProgram(
      ['run', '--virtual-devices', '--config', join(ROOT, 'config/simulation.yaml')],
      new Folder(),
    );
    expect(await program.ended).toMatchObject({ code: 64 });
    expect(program.stderr).toMatch(
      /hal\.kind is sim in .*simulation\.yaml, and this kind has no devices\.\n.*Set hal\.kind to linux/s,
    );
  });
});
