// `kpp backup` while the controller runs, and `kpp restore` while it does not.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kpp, RunningProgram } from '../../support/program.js';
import { requireProgram } from '../../support/programs.js';
import { runningOnSim } from '../../support/running.js';

describe.skipIf(!requireProgram('mosquitto'))('a backup of a program', () => {
  it('is made while it runs and goes back when it does not; the restored store begins a new log', async () => {
    const { folder, config, text, program, subscriber } = await runningOnSim();
    const archive = `${folder.path}/backup.tar.gz`;
    const run = (...args: string[]) => kpp([...args, '--config', config], folder);
    await subscriber.command('mode', { mode: 'accuracy' });
    await subscriber.hears('events', 'the mode', ({ type }) => type === 'mode');

    const made = await run('backup', archive, '--json');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const { manifest } = JSON.parse(made.stdout) as { manifest: { store: { log: string } } };
    const { log } = subscriber.last('status')!;
    expect(manifest.store.log).toBe(log);
    const again = await run('backup', archive);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('--force')]);
    const early = await run('restore', archive);
    expect([early.code, early.stderr]).toEqual([1, expect.stringContaining('systemctl stop')]);
    await program.stop();

    writeFileSync(config, `${text}\n# changed since\n`);
    const damaged = `${folder.path}/damaged.tar.gz`;
    writeFileSync(damaged, readFileSync(archive).subarray(0, -1));
    const refused = await run('restore', damaged);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('Nothing was changed')]);
    expect(readFileSync(config, 'utf8')).toContain('changed since');

    const plan = `${config}.restore-plan`;
    writeFileSync(plan, JSON.stringify({ archive, storePath: `${folder.path}/kpp.db`, moves: [] }));
    const halted = await run('run');
    expect([halted.code, halted.stderr]).toEqual([1, expect.stringContaining('interrupted')]);
    const restored = await run('restore', archive);
    expect([restored.code, restored.stderr]).toEqual([0, expect.stringContaining('complete now')]);
    expect(restored.stdout).toContain(`${folder.path}/kpp.db.before-restore-`);
    expect([existsSync(plan), readFileSync(config, 'utf8')]).toEqual([false, text]);

    new RunningProgram(['run', '--config', config], folder);
    const { body } = await subscriber.hears('status', 'the next run', (status) => status.run === 2);
    expect(body.log).not.toBe(log);
    const said = await subscriber.hears('events', 'the restore', ({ data }) => data.store === 'restored');
    expect(said.body).toMatchObject({ log: body.log, data: { previous: { log } } });
  });
});
