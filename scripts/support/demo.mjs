// Runs `kpp demo` from a package, and counts what a subscriber gets from its broker.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ports that nothing listens on at the moment. */
async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  return servers.map((server) => {
    const { port } = server.address();
    server.close();
    return port;
  });
}

/**
 * Runs the demo, subscribes with mosquitto_sub (a foreign client), and ends the demo with SIGINT.
 *
 * @param commandOf makes the program, arguments and environment that start `kpp` with these arguments
 * @returns telemetry messages a second in the last `seconds` of the run, and the exit status of the demo
 */
export async function measureDemo(commandOf, seconds, startS) {
  const [broker, page] = await freePorts(2);
  const settings = ['--set', `mqtt.url=mqtt://127.0.0.1:${broker}`, '--set', `http.listen=127.0.0.1:${page}`];
  const { program, args, env } = commandOf(['demo', ...settings]);
  const demo = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [demo.stdout, demo.stderr])
    stream.setEncoding('utf8').on('data', (text) => (said += text));
  const ended = once(demo, 'exit');
  try {
    for (let waited = 0; !said.includes('mqtt: connected'); waited += 1) {
      if (waited >= startS) throw new Error(`The demo did not start within ${startS} s:\n${said}`);
      await sleep(1000);
    }
    const telemetry = await countMessages(broker, seconds);
    demo.kill('SIGINT');
    const [status] = await Promise.race([ended, sleep(60_000, [null])]);
    return { perSecond: telemetry / seconds, status };
  } finally {
    demo.kill('SIGKILL');
  }
}

/** The messages on the topic of telemetry within some seconds. */
async function countMessages(port, seconds) {
  const topic = ['-t', 'kpp/+/telemetry'];
  const client = spawn('mosquitto_sub', [
    '-h',
    '127.0.0.1',
    '-p',
    String(port),
    ...topic,
    '-W',
    String(seconds),
  ]);
  let text = '';
  client.stdout.setEncoding('utf8').on('data', (part) => (text += part));
  await once(client, 'exit');
  return text.split('\n').filter((line) => line !== '').length;
}
