// The demo as somebody sees it who starts it for the first time, and how a start is refused that cannot work.

import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serialConfig, simConfig } from '../../support/controller-config.js';
import { freePort } from '../../support/mosquitto.js';
import { Folder, kpp, RunningProgram } from '../../support/program.js';
import { requireProgram } from '../../support/programs.js';
import { startPty } from '../../support/running.js';
import { Subscriber } from '../../support/subscriber.js';

const VISIBLE_WITHIN_MS = 10_000;
/** A refused start ends by itself; the address is one where nobody listens. */
const NO_BROKER = 'mqtt://127.0.0.1:1';

function demoArguments(mqttPort: number, httpPort = 0): string[] {
  return [
    'demo',
    '--set',
    `mqtt.url=mqtt://127.0.0.1:${mqttPort}`,
    '--set',
    `http.listen=127.0.0.1:${httpPort}`,
  ];
}

/** A port that another program has. */
async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

describe('kpp demo', () => {
  it('shows a running plant at once, without an alarm, and ends in order with its broker last', async () => {
    const port = await freePort();
    const startedMs = performance.now();
    const program = new RunningProgram(demoArguments(port), new Folder());
    await program.says('Ctrl-C stops it in order');
    const subscriber = await Subscriber.connect(`mqtt://127.0.0.1:${port}`);
    await subscriber.hears('telemetry', 'anything', () => true);
    await subscriber.hears('priority', 'anything', () => true);
    const { body: status } = await subscriber.hears(
      'status',
      'it is online',
      ({ state }) => state === 'online',
    );
    const { body: meta } = await subscriber.hears('meta', 'anything', () => true);
    expect(performance.now() - startedMs).toBeLessThan(VISIBLE_WITHIN_MS);
    expect(status).toMatchObject({ run: 1, mode: 'balanced' });
    expect(meta.channels['chain.velocity']).toMatchObject({ unit: 'm/s', source: 'sim' });
    expect(Object.keys(meta.rules).sort()).toEqual([
      'high_acceleration',
      'high_velocity',
      'low_efficiency',
      'low_fps',
      'stability_critical',
    ]);

    await subscriber.plantIs('running');
    // Long enough for the efficiency, whose alarm waits 5 s.
    await subscriber.hears(
      'telemetry',
      'an efficiency',
      ({ derived }) => (derived?.efficiency ?? 0) > 0.3,
      30_000,
    );
    expect(subscriber.rules).toEqual([]);
    expect(subscriber.last('health')).toMatchObject({
      plant: 'running',
      degradation: 0,
      alarms: { active: 0 },
    });

    program.signal('SIGINT');
    const { code } = await program.ended;
    expect(code).toBe(0);
    const stopped = subscriber.on('events').find(({ body }) => body.data.program === 'stopped')!;
    const offline = subscriber.on('status').find(({ body }) => body.state === 'offline')!;
    expect(offline.order).toBeGreaterThan(stopped.order);
  });

  it('names the port of its broker that is taken, and how to choose another one', async () => {
    const port = await takenPort();
    const { code, stderr } = await kpp(demoArguments(port), new Folder());
    expect(code).toBe(1);
    expect(stderr).toContain(String(port));
    expect(stderr).toContain('--set mqtt.url=');
  });

  it('names the port of its page that is taken, and how to choose another one', async () => {
    const port = await takenPort();
    const { code, stderr } = await kpp(demoArguments(await freePort(), port), new Folder());
    expect(code).toBe(1);
    expect(stderr).toContain(String(port));
    expect(stderr).toContain('--set http.listen=');
  });
});

describe('a start of kpp run', () => {
  it('is refused on a store that another controller uses', async () => {
    const folder = new Folder();
    const config = folder.write(
      'k.yaml',
      simConfig({ mqttUrl: NO_BROKER, storePath: `${folder.path}/kpp.db` }),
    );
    const first = new RunningProgram(['run', '--config', config], folder);
    await first.says('run 1 of kpp-01');
    const { code, stderr } = await kpp(['run', '--config', config], folder);
    expect(code).toBe(1);
    expect(stderr).toContain(`${folder.path}/kpp.db is in use`);
    expect(stderr).toContain('--set store.path=');
    expect(first.isRunning).toBe(true);
    expect((await first.stop()).code).toBe(0);
    const second = new RunningProgram(['run', '--config', config], folder);
    await second.says('run 2 of kpp-01');
  });

  it.skipIf(!requireProgram('socat'))(
    'is refused on a serial port that another controller uses',
    async () => {
      const { devicePath } = await startPty();
      const folder = new Folder();
      const write = (name: string) =>
        folder.write(
          `${name}.yaml`,
          serialConfig({ mqttUrl: NO_BROKER, storePath: `${folder.path}/${name}.db`, devicePath }),
        );
      const first = new RunningProgram(['run', '--config', write('first')], folder);
      await first.says('run 1 of kpp-01');
      const { code, stderr } = await kpp(['run', '--config', write('second')], folder);
      expect(code).toBe(1);
      expect(stderr).toContain(`${devicePath} is in use`);
      expect(first.isRunning).toBe(true);
    },
  );

  it('is refused with every problem of a broken configuration', async () => {
    const folder = new Folder();
    const config = folder.write('k.yaml', 'control:\n  rateHz: 7\n  mood: good\n');
    const { code, stdout, stderr } = await kpp(['run', '--config', config, '--set', 'foo=1'], folder);
    expect([code, stdout]).toEqual([78, '']);
    expect(stderr.split('\n').map((line) => line.split(' ')[0])).toEqual([
      `${config}:2:11`,
      `${config}:3:3`,
      '--set:1:1',
      '',
    ]);
  });

  it('is refused where the configuration asks for a HAL that this version does not have, and counts no run', async () => {
    const folder = new Folder();
    const config = folder.write(
      'k.yaml',
      `${simConfig({ mqttUrl: NO_BROKER, storePath: `${folder.path}/kpp.db` })}
hal: { kind: replay }`,
    );
    const { code, stderr } = await kpp(['run', '--config', config], folder);
    expect(code).toBe(78);
    expect(stderr).toContain('hal.kind: must be a HAL that this version has');
    const program = new RunningProgram(['run', '--config', config, '--set', 'hal={kind: sim}'], folder);
    await program.says('run 1 of kpp-01');
  });
});

describe('kpp', () => {
  it.each([
    [[]],
    [['frobnicate']],
    [['run', '--confg', 'k.yaml']],
    [['check', 'k.yaml']],
    [['check', '--set']],
    [['check', '--log-level', 'loud']],
    [['scenario']],
  ])('ends with 64 on wrong usage: %j', async (args: string[]) => {
    const { code, stdout, stderr } = await kpp(args, new Folder());
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(/--help|Usage/);
  });

  it('logs with --log-level as with the key, which wins over --set', async () => {
    const folder = new Folder();
    const config = folder.write(
      'k.yaml',
      `${simConfig({ mqttUrl: NO_BROKER, storePath: `${folder.path}/kpp.db` })}\nlog: { format: json }\n`,
    );
    const args = ['run', '--config', config, '--set', 'log.level=error', '--log-level', 'info'];
    const program = new RunningProgram(args, folder);
    await program.says('"level":"info","thread":"control","message":"run 1 of kpp-01');
    expect((await program.stop()).code).toBe(0);
  });

  it('tells how it is used with --help', async () => {
    const { code, stdout } = await kpp(['run', '--help'], new Folder());
    expect(code).toBe(0);
    expect(stdout).toMatch(/--config[\s\S]*\/etc\/kpp\/controller\.yaml[\s\S]*--set/);
  });
});
