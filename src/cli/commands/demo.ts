// `kpp demo`: a simulated plant with its own broker and live page. It needs no hardware and no other program.
import type { Config } from '../../config/index.js';
import { demoDefaults } from '../../config/presets.js';
import { formatProblem } from '../../config/problem.js';
import { loadApart } from '../../runtime/configuration/load-apart.js';
import { startBroker } from '../../runtime/threads/embedded-broker.js';
import { CommandFailure } from '../fail.js';
import { assertDevices, host } from './run.js';

export interface DemoArguments {
  readonly config?: string | undefined;
  readonly set: readonly string[];
  readonly virtualDevices?: boolean | undefined;
}

const DEFAULT_MQTT_PORT = 1883;

export async function runDemo({
  config: file,
  set,
  virtualDevices: onVirtualDevices = false,
}: DemoArguments): Promise<number> {
  const { config, problems } = await loadApart({ file, sets: set, defaults: demoDefaults(process.env) });
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
  if (onVirtualDevices) assertDevices(config, file ?? 'the defaults');
  const address = brokerAddress(config);
  const broker = await startBroker(address).catch((error: unknown) => {
    throw brokerFailure(error, address);
  });
  return host(config, {
    source: null,
    startAfresh: true,
    needsHttp: true,
    onVirtualDevices,
    endsWithTerminal: true,
    announce: () => process.stderr.write(welcome(config, address)),
    afterwards: () => broker.stop(),
  });
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** The embedded broker listens on the address of `mqtt.url`, the first one of a list. */
function brokerAddress(config: Config): Address {
  const [address = ''] = [config.mqtt.url].flat();
  const url = new URL(address);
  return { host: url.hostname, port: url.port === '' ? DEFAULT_MQTT_PORT : Number(url.port) };
}

function brokerFailure(error: unknown, { host, port }: Address): Error {
  const { code, message } = error as { code?: string; message: string };
  const what =
    code === 'in_use'
      ? `the embedded broker cannot listen: another program uses port ${port} of ${host}`
      : `the embedded broker cannot start: ${message}`;
  const fix = `Choose another address: --set mqtt.url=mqtt://${host}:${port + 1}`;
  return new CommandFailure(`${what}.`, fix, undefined, { cause: error });
}

function welcome({ http, mqtt, device }: Config, { host, port }: Address): string {
  const topic = `${mqtt.baseTopic}/#`;
  return `
  The controller runs on a simulated plant, 15 control ticks a second. Ways to watch it:

    live page   http://${http.listen.host}:${http.listen.port}
    MQTT        mosquitto_sub -h ${host} -p ${port} -t '${topic}' -v
    commands    mosquitto_pub -h ${host} -p ${port} -t ${mqtt.baseTopic}/${device.id}/command/mode -m '{"requestId":"1","mode":"accuracy"}'

  Ctrl-C stops it.

`;
}
