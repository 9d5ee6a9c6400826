// What most tests of the whole program begin with: a broker, somebody who listens there, and a controller that is online.
import { onTestFinished } from 'vitest';
import { type ConfigOptions, serialConfig, simConfig } from './controller-config.js';
import { inside } from './inside.js';
import { Mosquitto } from './mosquitto.js';
import { Folder, RunningProgram } from './program.js';
import { PtyPair } from './pty.js';
import { Subscriber } from './subscriber.js';

export interface Around {
  readonly folder: Folder;
  readonly broker: Mosquitto;
  readonly subscriber: Subscriber;
  /** The configuration file. */
  readonly config: string;
  readonly program: RunningProgram;
}

export async function startBroker(): Promise<Mosquitto> {
  const broker = await Mosquitto.start();
  onTestFinished(() => broker.dispose());
  return broker;
}

export async function startPty(): Promise<PtyPair> {
  const pty = new PtyPair();
  onTestFinished(() => pty.dispose());
  await pty.plug();
  return pty;
}

/** `kpp run` in standby on the simulated plant. @param settings of its configuration */
export async function runningOnSim(settings: Pick<ConfigOptions, 'more' | 'allow'> = {}): Promise<Around> {
  const folder = new Folder();
  const broker = await startBroker();
  const storePath = `${folder.path}/kpp.db`;
  return start(folder, broker, simConfig({ mqttUrl: broker.url, storePath, ...settings }));
}

export interface SerialOptions {
  /** When it is not the broker's own. */
  readonly mqttUrl?: (broker: Mosquitto) => Promise<string>;
  /** The module `inside` makes is loaded before the program. */
  readonly withInside?: boolean;
  readonly nodeOptions?: readonly string[];
}

/** `kpp run` in standby on a serial line. */
export async function runningOnSerial({
  mqttUrl,
  withInside = false,
  nodeOptions = [],
}: SerialOptions = {}): Promise<Around & { pty: PtyPair }> {
  const folder = new Folder();
  const broker = await startBroker();
  const pty = await startPty();
  const storePath = `${folder.path}/kpp.db`;
  const url = mqttUrl === undefined ? broker.url : await mqttUrl(broker);
  const text = serialConfig({ mqttUrl: url, storePath, devicePath: pty.devicePath });
  const preload = withInside ? inside(folder) : undefined;
  return { pty, ...(await start(folder, broker, text, preload, nodeOptions)) };
}

async function start(
  folder: Folder,
  broker: Mosquitto,
  text: string,
  preload?: string,
  nodeOptions: readonly string[] = [],
): Promise<Around> {
  const subscriber = await Subscriber.connect(broker.url);
  const config = folder.write('controller.yaml', text);
  const program = new RunningProgram(['run', '--config', config], folder, preload, nodeOptions);
  await program.says('run 1 of kpp-01');
  await subscriber.hears('status', 'it is online', ({ state }) => state === 'online');
  return { folder, broker, subscriber, config, program };
}
