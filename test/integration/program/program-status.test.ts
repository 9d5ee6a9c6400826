// `kpp status` asks a running controller over real HTTP, and says what to do when none runs.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { status } from '../../../src/cli/commands/status.js';
import { captured } from '../../cli/captured.js';
import { requireProgram } from '../../support/programs.js';
import { runningOnSim } from '../../support/running.js';
import { until } from '../../support/until.js';

describe.skipIf(!requireProgram('mosquitto'))('kpp status', () => {
  async function running(more = '') {
    const around = await runningOnSim({ more });
    await around.program.says('the live page is at');
    const port = /the live page is at http:\/\/127\.0\.0\.1:(\d+)/.exec(around.program.stderr)![1]!;
    const set = [`http.listen=127.0.0.1:${port}`];
    const ask = (json: boolean) => captured(() => status({ config: around.config, set, json }));
    return { ...around, ask };
  }

  it('prints with --json one document: what runs, how well, what is wrong, what was done about it', async () => {
    const { ask, subscriber } = await running(
      'alerts: { cold_water: { channel: water.temperature, below: 50, level: error } }',
    );
    await subscriber.command('start', { by: 'ann' });
    await subscriber.hears('health', 'the first figures', () => true);
    await until('the alarm is active', () => subscriber.alertState('cold_water') === 'active');
    const { code, stdout, stderr } = await ask(true);
    expect([code, stderr]).toEqual([0, '']);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      state: 'online',
      plant: 'starting',
      mode: 'balanced',
      device: { id: 'kpp-01' },
      plantKind: 'simulation',
      degradation: 0,
      trip: null,
      alerts: [{ rule: 'cold_water', level: 'error', state: 'active' }],
      health: { comms: { connected: true } },
    });
    const done = document.actions.map((action: { type: string }) => action.type);
    expect(done).toContain('command');
    expect(done).toContain('lifecycle');
    expect(document.actions).toContainEqual(
      expect.objectContaining({ data: expect.objectContaining({ name: 'start', by: 'ann', ok: true }) }),
    );
  });

  it('prints a page for a person, which says why the plant is tripped', async () => {
    const { ask, subscriber } = await running('interlocks: { overspeed: { above: 0.2 } }');
    await subscriber.command('start');
    await subscriber.plantIs('tripped');
    await subscriber.hears('health', 'the first figures', () => true);
    const { stdout } = await ask(false);
    expect(stdout).toMatch(/^kpp-01 at demo, version \d+\.\d+\.\d+, run 1/);
    expect(stdout).toMatch(
      /^plant +tripped \(simulated\): (chain\.velocity|generator\.speed) .* above the interlock's limit of 0\.2 m\/s\. Keep clear of the chain/m,
    );
    expect(stdout).toMatch(/^loop +\d+(\.\d+)? Hz, \d+ missed/m);
    expect(stdout).toMatch(
      /^ {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}trip +(chain\.velocity|generator\.speed) .* above/m,
    );
  });

  it('says what to do when nothing answers, or another program answers', async () => {
    const { config, program } = await running();
    await program.stop();
    const nobody = await captured(() => status({ config, set: ['http.listen=127.0.0.1:9'] }));
    expect(nobody.code).toBe(1);
    expect(nobody.stderr).toContain('No controller answers at http://127.0.0.1:9/');
    expect(nobody.stderr).toContain('systemctl start');

    const server = createServer((_request, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const other = await captured(() => status({ config, set: [`http.listen=127.0.0.1:${port}`] }));
    server.close();
    expect([other.code, other.stderr.includes('answers with HTTP status 404')]).toEqual([1, true]);

    const unknown = await captured(() => status({ config, set: ['http.listen=127.0.0.1:0'] }));
    expect([unknown.code, unknown.stderr.includes('port 0')]).toEqual([1, true]);
  });
});
