// A start that cannot work is refused with the reason, and wrong usage is explained.
import { describe, expect, it } from 'vitest';
import { serialConfig, simConfig } from '../../support/controller-config.js';
import { Folder, kpp, RunningProgram } from '../../support/program.js';
import { requireProgram } from '../../support/programs.js';
import { startPty } from '../../support/running.js';

/** An address where nobody listens. A refused start ends by itself. */
const NO_BROKER = 'mqtt://127.0.0.1:1';

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

  it('is refused when this version does not have the configured HAL, and does not count as a run', async () => {
    const folder = new Folder();
    const config = folder.write(
      'k.yaml',
      `${simConfig({ mqttUrl: NO_BROKER, storePath: `${folder.path}/kpp.db` })}
hal: { kind: replay }`,
    );
    const { code, stderr } = await kpp(['run', '--config', config], folder);
    expect(code).toBe(78);
    expect(stderr).toContain('hal.kind: must be sim or linux');
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
  ])('exits with 64 on wrong usage: %j', async (args: string[]) => {
    const { code, stdout, stderr } = await kpp(args, new Folder());
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(/--help|Usage/);
  });

  it('applies --log-level like the key log.level, with priority over --set', async () => {
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

  it('explains its usage with --help', async () => {
    const { code, stdout } = await kpp(['run', '--help'], new Folder());
    expect(code).toBe(0);
    expect(stdout).toMatch(/--config[\s\S]*\/etc\/kpp\/controller\.yaml[\s\S]*--set/);
  });
});
