// SIGHUP: the compiled program reads its configuration again, applies all of it or nothing, and loses no message.
import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { simConfig } from '../../support/controller-config.js';
import { Folder, RunningProgram } from '../../support/program.js';
import { requireProgram } from '../../support/programs.js';
import { keys, reload, reloadAsItIs } from '../../support/reload.js';
import { runningOnSim, startBroker } from '../../support/running.js';
import { isGapless } from '../../support/subscriber.js';
import { until } from '../../support/until.js';

const needsMosquitto = describe.skipIf(!requireProgram('mosquitto'));

needsMosquitto('a valid new configuration', () => {
  it('removes a rule with its retained message, while other alarms keep their occurrence', async () => {
    const rule = (name: string) => `${name}: { channel: water.temperature, below: 50 }`;
    const around = await runningOnSim({ more: `alerts: { ${rule('one')}, ${rule('two')} }` });
    const { subscriber } = around;
    await until('both are active', () =>
      ['one', 'two'].every((name) => subscriber.alertState(name) === 'active'),
    );
    const before = subscriber.alerts('two').at(-1)!.body;
    const outcome = await reload(around, `alerts: { ${rule('two')} }`);
    expect(keys(outcome.changes)).toEqual(['alerts.one']);
    await until(
      'the topic of the rule is emptied',
      () => subscriber.alerts('one').at(-1)?.body === undefined,
    );
    expect(subscriber.alerts('two').at(-1)!.body).toMatchObject({ id: before.id, state: 'active', count: 1 });
  });

  it('changes the allowed commands at once', async () => {
    const around = await runningOnSim();
    const { folder, broker, config, subscriber } = around;
    writeFileSync(
      config,
      simConfig({ mqttUrl: broker.url, storePath: `${folder.path}/kpp.db`, allow: '[acknowledge]' }),
    );
    expect(keys((await reloadAsItIs(around)).changes)).toEqual(['commands.allow']);
    expect(await subscriber.command('mode', { mode: 'accuracy' })).toMatchObject({ error: 'not_allowed' });
  });

  it('loses no message under load: after ten reloads that change the mode, no seq is missing', async () => {
    const around = await runningOnSim();
    const { subscriber } = around;
    const modes = ['accuracy', 'performance', 'balanced', 'accuracy', 'balanced'];
    for (const mode of [...modes, ...modes]) {
      expect(await reload(around, `control: { mode: ${mode} }`)).toMatchObject({ ok: true });
    }
    const lastTs = Date.now();
    await subscriber.hears('telemetry', 'what came after', ({ ts }) => ts > lastTs);
    for (const topic of ['telemetry', 'priority', 'events'] as const) {
      expect(isGapless(subscriber.bodies(topic).map(({ seq }) => seq))).toBe(true);
    }
    // Every message is on the grid of 60 Hz, from the first of this run to the last.
    const stamps = subscriber.bodies('telemetry').map(({ ts }) => ts);
    for (const ts of stamps) {
      const ticks = ((ts - stamps[0]!) * 60) / 1000;
      expect(Math.abs(ticks - Math.round(ticks))).toBeLessThan(0.13);
    }
    expect(new Set(stamps).size).toBe(stamps.length);
  });
});

needsMosquitto('a SIGHUP while the program is loading', () => {
  it('does not end the program', async () => {
    const folder = new Folder();
    const broker = await startBroker();
    const text = simConfig({ mqttUrl: broker.url, storePath: `${folder.path}/kpp.db` });
    const config = folder.write('controller.yaml', text);
    // This is after the first line of the program, before its first module is loaded.
    const early = folder.write('early.cjs', "setTimeout(() => process.kill(process.pid, 'SIGHUP'), 0);");
    const program = new RunningProgram(['run', '--config', config], folder, {
      nodeOptions: ['--require', early],
    });
    await program.says('run 1 of kpp-01');
    expect((await program.stop()).code).toBe(0);
  });
});

needsMosquitto('an invalid new configuration', () => {
  it('is refused as a whole, with every problem, and the old configuration stays', async () => {
    const around = await runningOnSim();
    const outcome = await reload(around, 'control: { mode: accuracy, rateHz: 7 }\nnonsense: 1');
    expect(outcome).toMatchObject({ ok: false });
    const problems = outcome.problems as string[];
    expect(problems).toHaveLength(2);
    expect(problems[0]).toContain('control.rateHz');
    await around.program.says('nonsense');
    expect(around.subscriber.last('status')?.mode).toBe('balanced');
    // A corrected file is applied as usual.
    expect(await reload(around, 'control: { mode: performance }')).toMatchObject({ ok: true });
  });

  it('is refused when the file is missing, and the program continues', async () => {
    const around = await runningOnSim();
    rmSync(around.config);
    const outcome = await reloadAsItIs(around);
    expect(outcome).toMatchObject({ ok: false });
    expect(String(outcome.problems)).toContain('there is no such file');
    expect(around.program.isRunning).toBe(true);
  });
});
