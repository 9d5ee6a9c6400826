// The end of a command although a call hangs in the kernel: a FIFO that nobody writes to stands for a device.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { Folder } from '../support/program.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

it('comes with the status of the command and what it said, and does not wait for the device', async () => {
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
  // Without an end of its own this waits until the test is given up.
  const [status, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect([status, signal, said]).toEqual([1, null, 'the device hangs']);
});
