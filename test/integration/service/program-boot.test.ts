// What is not there yet when the computer starts does not keep the controller down: it goes on without, or starts a little later.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serialConfig, simConfig } from '../../support/controller-config.js';
import { canMount } from '../../support/mounts/private-sysfs.js';
import { Folder, kpp, RunningProgram } from '../../support/program.js';
import { requireProgram } from '../../support/programs.js';
import { startPty } from '../../support/running.js';

/** A name that no name server has (RFC 6761). */
const UNKNOWN_BROKER = 'mqtt://broker.invalid:1883';

/** Everything is read-only for the program but the folder `$0`, which has its state. */
const READ_ONLY_ROOT = 'mount --bind "$0" "$0" && mount -o remount,bind,ro / && exec "$@"';

describe('kpp run', () => {
  it.skipIf(!canMount())('needs to write nothing but its state and its runtime directory', async () => {
    const folder = new Folder();
    const storePath = `${folder.path}/kpp.db`;
    const config = folder.write('k.yaml', simConfig({ mqttUrl: UNKNOWN_BROKER, storePath }));
    const program = new RunningProgram(['run', '--config', config], folder, {
      prefix: ['unshare', '-m', 'sh', '-c', READ_ONLY_ROOT, folder.path],
    });
    await program.says('run 1 of kpp-01');
    await program.says('alarm broker_lost (warning)');
    expect((await program.stop()).code).toBe(0);
    expect(program.stderr).not.toMatch(/EROFS|read-only|store_failing/i);
  });

  it('goes on while its HTTP port is taken and the name of its broker is unknown, and takes the port when it is free', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const folder = new Folder();
    const text = simConfig({ mqttUrl: UNKNOWN_BROKER, storePath: `${folder.path}/kpp.db` });
    const config = folder.write('k.yaml', text.replace('127.0.0.1:0', `127.0.0.1:${port}`));
    const program = new RunningProgram(['run', '--config', config], folder);
    await program.says('run 1 of kpp-01');
    await program.says(`the port ${port} of the live page is taken`);
    await program.says('alarm http_unavailable (warning)');
    await program.says('alarm broker_lost (warning)');
    server.close();
    await program.says(`the live page is at http://127.0.0.1:${port}/`);
    await program.says('alarm http_unavailable cleared');
    expect((await fetch(`http://127.0.0.1:${port}/api/status`)).status).toBe(200);
    expect((await program.stop()).code).toBe(0);
  });

  it.skipIf(!requireProgram('socat') || !requireProgram('flock'))(
    'ends with exit 1, not 78, while another program has locked its serial port, and starts when it is free',
    async () => {
      const { devicePath } = await startPty();
      const other = spawn('flock', [devicePath, 'sleep', '600'], { stdio: 'ignore', detached: true });
      const free = () => process.kill(-other.pid!, 'SIGKILL');
      const gone = once(other, 'exit');
      onTestFinished(() => void (other.exitCode === null && other.signalCode === null && free()));
      const folder = new Folder();
      const storePath = `${folder.path}/kpp.db`;
      const config = folder.write('k.yaml', serialConfig({ mqttUrl: UNKNOWN_BROKER, storePath, devicePath }));
      await once(other, 'spawn');
      const refused = await kpp(['run', '--config', config], folder);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain(`${devicePath} is in use by another program`);
      free();
      await gone;
      const program = new RunningProgram(['run', '--config', config], folder);
      await program.says('of kpp-01: hardware');
      expect((await program.stop()).code).toBe(0);
    },
  );
});
