// The demo, as a newcomer sees it.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../../support/mosquitto.js';
import { Folder, kpp, RunningProgram } from '../../support/program.js';
import { Subscriber } from '../../support/subscriber.js';

const VISIBLE_WITHIN_MS = 10_000;

function demoArguments(mqttPort: number, httpPort = 0): string[] {
  return [
    'demo',
    '--set',
    `mqtt.url=mqtt://127.0.0.1:${mqttPort}`,
    '--set',
    `http.listen=127.0.0.1:${httpPort}`,
  ];
}

/** A port that another program uses. */
async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

describe('kpp demo', () => {
  it('shows a running plant at once, without an alarm, and ends in order, the broker last', async () => {
    const port = await freePort();
    const startedMs = performance.now();
    const program = new RunningProgram(demoArguments(port), new Folder());
    await program.says('Ctrl-C stops it');
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
    // This is long enough for the alarm of the efficiency, which waits 5 s.
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

  it('says when the port of its broker is in use, and how to choose another', async () => {
    const port = await takenPort();
    const { code, stderr } = await kpp(demoArguments(port), new Folder());
    expect(code).toBe(1);
    expect(stderr).toContain(String(port));
    expect(stderr).toContain('--set mqtt.url=');
  });

  it('says when the port of its page is in use, and how to choose another', async () => {
    const port = await takenPort();
    const { code, stderr } = await kpp(demoArguments(await freePort(), port), new Folder());
    expect(code).toBe(1);
    expect(stderr).toContain(String(port));
    expect(stderr).toContain('--set http.listen=');
  });
});
