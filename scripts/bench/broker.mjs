// Starts a broker for one measurement: mosquitto if it is installed, else the embedded broker.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, chmodSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { load } from './dist.mjs';

const HOST = '127.0.0.1';
const START_MS = 10_000;
const POLL_MS = 20;

/** Resolves when the broker accepts connections, on a free port of the loopback interface. */
export async function startAnyBroker(folder) {
  const mosquitto = findProgram('mosquitto');
  return mosquitto === undefined ? startEmbedded() : startMosquitto(mosquitto, join(folder, 'mosquitto'));
}

async function startEmbedded() {
  const { startBroker } = await load('src/runtime/threads/embedded-broker.js');
  const { port, stop } = await startBroker({ host: HOST, port: 0 });
  return { name: 'embedded', url: `mqtt://${HOST}:${port}`, stop };
}

async function startMosquitto(program, folder) {
  const port = await freePort();
  mkdirSync(folder);
  // When root starts mosquitto, it changes to another user, who must be able to read its configuration.
  chmodSync(join(folder, '..'), 0o755);
  const file = join(folder, 'mosquitto.conf');
  writeFileSync(file, `listener ${port} ${HOST}\nallow_anonymous true\npersistence false\nlog_type none\n`);
  const child = spawn(program, ['-c', file], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    kill();
    await ended;
    process.off('exit', kill);
  };
  const deadline = performance.now() + START_MS;
  while (!(await takesConnections(port))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await stop();
      throw new Error(`mosquitto does not accept connections on port ${port}`);
    }
    await delay(POLL_MS);
  }
  return { name: 'mosquitto', url: `mqtt://${HOST}:${port}`, stop };
}

/** Debian installs mosquitto in /usr/sbin, which is not in the PATH of an ordinary user. */
function findProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function freePort() {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function takesConnections(port) {
  return new Promise((resolve) => {
    const socket = connect(port, HOST);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
