// A command ends although a call hangs in the kernel. A FIFO without a writer imitates the device.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { Folder } from '../support/program.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

it('a command ends with its status and its output, and does not wait for a device that hangs', async () => {
  const fifo = join(new Folder().path, 'device');
  execFileSync('mkfifo', [fifo]);
  const code = `
    import { open } from 'node:fs';
    import { endDespiteHungDevices } from './dist/src/cli/end-now.js';
    open(${JSON.stringify(fifo)}, 'r', () => {});
    process.stderr.write('the device hangs');
    process.exitCode = 1;
    endDespiteHungDevices();`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  // If the command did not end by itself, this would wait until the test times out.
  const [status, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect([status, signal, said]).toEqual([1, null, 'the device hangs']);
});
