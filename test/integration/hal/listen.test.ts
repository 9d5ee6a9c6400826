// `kpp doctor --listen` on a real pseudo-terminal: what it shows, and that its configuration passes the check.
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { check } from '../../../src/cli/commands/check.js';
import { listen } from '../../../src/cli/commands/listen.js';
import { captured, temporaryFile } from '../../cli/captured.js';
import { nmea } from '../../hal/linux/serial/nmea-line.js';
import { requireProgram } from '../../support/programs.js';
import { startPty } from '../../support/running.js';

const LINES: Readonly<Record<string, (i: number) => string>> = {
  nmea: (i) => nmea(`KPPCH,${i},${1000 + 20 * i},1.5,131.9`),
  csv: (i) => `${i % 7}.5,12.25`,
  keyvalue: (i) => `v=1.5 T=${i % 9}`,
  json: (i) => `{"v":1.5,"T":${i % 9}}`,
};

const listenTo = (port: string) =>
  captured(() => listen({ config: '/nowhere/k.yaml', set: [], port, seconds: 1 }));

/** Sends a line each 20 ms until the test ends. */
function send(line: (i: number) => string, to: (text: string) => void): void {
  let i = 0;
  const timer = setInterval(() => to(`${line(i++)}\r\n`), 20);
  onTestFinished(() => clearInterval(timer));
}

async function expectReadable(stdout: string, format: string): Promise<void> {
  expect(stdout).toContain(`format ${format} reads`);
  const file = temporaryFile('k.yaml', stdout.slice(stdout.indexOf('\nhal:') + 1));
  expect((await captured(async () => check({ config: file, set: [] }))).code).toBe(0);
}

it.skipIf(!requireProgram('socat')).each(Object.entries(LINES))(
  'finds the format %s, and writes a configuration that passes `kpp check`',
  async (format, line) => {
    const pty = await startPty();
    send(line, (text) => pty.send(text));
    const { code, stdout } = await listenTo(pty.devicePath);
    expect(code).toBe(0);
    expect(stdout).toContain(`path: ${pty.devicePath}`);
    await expectReadable(stdout, format);
  },
);

it('listens to a port in the network', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    send(LINES.keyvalue!, (text) => socket.writable && socket.write(text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const path = `tcp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const { code, stdout } = await listenTo(path);
  expect(code).toBe(0);
  await expectReadable(stdout, 'keyvalue');
});
