// A reload costs no tick: the control thread exchanges its configuration between two ticks.
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { simConfig } from '../../support/controller-config.js';
import { requireProgram } from '../../support/programs.js';
import { keys, reload } from '../../support/reload.js';
import { runningOnSim, startBroker } from '../../support/running.js';
import { isGapless, Subscriber } from '../../support/subscriber.js';
import { until } from '../../support/until.js';

const needsMosquitto = describe.skipIf(!requireProgram('mosquitto'));

needsMosquitto('a valid new configuration', () => {
  it('is applied as a whole, and its event has the changes and what needs a restart', async () => {
    const around = await runningOnSim();
    const outcome = await reload(
      around,
      'control: { mode: accuracy, rateHz: 20 }\nalerts: { cold_water: { channel: water.temperature, below: 50 } }\ndevice: { site: elsewhere }',
    );
    expect(outcome).toMatchObject({ ok: true, file: around.config });
    expect(outcome.changes).toContainEqual({ key: 'control.mode', from: 'balanced', to: 'accuracy' });
    expect(keys(outcome.changes)).toContain('alerts.cold_water');
    expect(keys(outcome.needsRestart)).toEqual(['device.site', 'control.rateHz']);

    const { subscriber, program } = around;
    await until('the mode is in the status', () => subscriber.last('status')?.mode === 'accuracy');
    await until('the new rule is judged', () => subscriber.alertState('cold_water') === 'active');
    await until('meta has the new rule', () => 'cold_water' in (subscriber.last('meta')?.rules ?? {}));
    await program.says('device.site');
    expect(subscriber.last('health')?.loop.missed ?? 0).toBe(0);
  });
});

needsMosquitto('a new broker in the configuration', () => {
  it('gets online and the following events, after offline was published at the old one', async () => {
    const around = await runningOnSim();
    const { subscriber: before, folder, config, program } = around;
    const next = await startBroker();
    const after = await Subscriber.connect(next.url);
    writeFileSync(config, simConfig({ mqttUrl: next.url, storePath: `${folder.path}/kpp.db` }));
    program.signal('SIGHUP');

    await before.hears('status', 'goodbye', ({ state }) => state === 'offline');
    await after.hears('status', 'itself', ({ state }) => state === 'online');
    await after.hears('events', 'the reload', ({ type }) => type === 'configuration');
    expect(await after.command('mode', { mode: 'accuracy' })).toMatchObject({ ok: true });
    await after.hears('events', 'the mode', ({ type }) => type === 'mode');
    const seqs = new Set([...before.events, ...after.events].map(({ seq }) => seq));
    expect(isGapless([...seqs].sort((a, b) => a - b))).toBe(true);
    expect(before.last('status')).toMatchObject({ state: 'offline' });
    expect(after.last('health')?.loop.missed ?? 0).toBe(0);
  });
});
