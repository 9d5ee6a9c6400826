// Runs the examples of the README as they are written, on free ports.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { freePort } from '../support/mosquitto.js';
import { Folder, RunningProgram } from '../support/program.js';
import { requireProgram } from '../support/programs.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const README = readFileSync(`${ROOT}README.md`, 'utf8');

/** The lines of all shell blocks in the README. */
const EXAMPLES = [...README.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block]) => {
  const lines = block!.trimEnd().split('\n');
  return lines.map((line) => line.replace(/\s+#.*$/, ''));
});

const examplesWith = (program: string) => EXAMPLES.filter((line) => line.startsWith(program));

describe.skipIf(!requireProgram('mosquitto_sub'))('the first five minutes', () => {
  it('show the plant and change it, with every command as in the README', async () => {
    const port = await freePort();
    const sets = ['--set', `mqtt.url=mqtt://127.0.0.1:${port}`, '--set', 'http.listen=127.0.0.1:0'];
    const demo = new RunningProgram(['demo', ...sets], new Folder());
    await demo.says('Ctrl-C stops it');
    const commands = [...examplesWith('mosquitto_sub'), ...examplesWith('mosquitto_pub')];
    expect(commands.length).toBeGreaterThanOrEqual(5);
    for (const command of commands) {
      const onPort = command.replace(/^(\w+)/, `$1 -p ${port}`);
      // A command that listens for ever is ended after the first message. There may be no alerts yet.
      const bounded =
        onPort.includes(' -C ') || !onPort.startsWith('mosquitto_sub')
          ? onPort
          : `timeout 2 ${onPort} || true`;
      await run('sh', ['-c', bounded], { timeout: 60_000 });
    }
    await demo.says('command mode from mqtt: the mode is accuracy');
    await demo.says('command load from mqtt: the load setpoint is 0.25');
    expect((await demo.stop()).code).toBe(0);
  });
});

describe('the commands of the README', () => {
  it('run its scenarios and check its example configuration', async () => {
    const examples = examplesWith('node dist');
    const scenarios = examples.filter((line) => line.includes(' scenario '));
    expect(scenarios).toHaveLength(2);
    for (const command of scenarios) {
      const { stdout } = await run(
        'sh',
        ['-c', command.replace('*/*.yaml', 'plant/start.yaml').replace('*.yaml', 'unplug.yaml')],
        { cwd: ROOT },
      );
      expect(stdout).toContain('PASS');
    }
    const check = examples.find((line) => line.includes(' check '))!;
    const checked = await run('sh', ['-c', check.replace('my-plant.yaml', 'config/pi-serial.yaml')], {
      cwd: ROOT,
    });
    expect(checked.stdout).not.toContain('error');
  });

  it('are complete: the table has every command, and each has a help', async () => {
    const named = [...README.matchAll(/^\| `kpp ([\w-]+)/gm)].map(([, name]) => name!);
    expect(named.length).toBeGreaterThanOrEqual(4);
    for (const name of named) {
      const { stdout } = await run('node', ['dist/src/cli/kpp.cjs', name, '--help'], { cwd: ROOT });
      expect(stdout).toContain(`kpp ${name}`);
      expect(stdout).toContain('--set');
    }
  });
});
