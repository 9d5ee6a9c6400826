// The start of most tests of the whole program: a broker, a subscriber, and a controller that is online.
import { onTestFinished } from 'vitest';
import { type ConfigOptions, serialConfig, simConfig } from './controller-config.js';
import { Drive } from './drive.js';
import { Feeder } from './feeder.js';
import { inside } from './inside.js';
import { Mosquitto } from './mosquitto.js';
import { Folder, type LaunchOptions, RunningProgram } from './program.js';
import { PtyPair } from './pty.js';
import { Subscriber } from './subscriber.js';
import { until } from './until.js';

export interface Around {
  readonly folder: Folder;
  readonly broker: Mosquitto;
  readonly subscriber: Subscriber;
  /** The configuration file, and its text at the start. */
  readonly config: string;
  readonly text: string;
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

/** `kpp run` in standby on the simulated plant. @param settings of its configuration @param folder of configuration and store */
export async function runningOnSim(
  settings: Pick<ConfigOptions, 'more' | 'allow'> = {},
  folder = new Folder(),
): Promise<Around> {
  const broker = await startBroker();
  const storePath = `${folder.path}/kpp.db`;
  return start(folder, broker, simConfig({ mqttUrl: broker.url, storePath, ...settings }));
}

export interface SerialOptions extends Omit<LaunchOptions, 'preload'> {
  /** The URL of the broker, when it is not that of the test's own broker. */
  readonly mqttUrl?: (broker: Mosquitto) => Promise<string>;
  /** True to load the module of `inside.ts` before the program. */
  readonly withInside?: boolean;
  /** Additional outputs, as lines of YAML. */
  readonly outputs?: readonly string[];
  /** More sections, and more records of the port, as YAML. */
  readonly more?: string;
  readonly records?: string;
  /** The folder of configuration and store; a new one by default. */
  readonly folder?: Folder;
}

/** `kpp run` in standby on a serial line. */
export async function runningOnSerial({
  mqttUrl,
  withInside = false,
  outputs = [],
  folder = new Folder(),
  more = '',
  records = '',
  ...launch
}: SerialOptions = {}): Promise<Around & { pty: PtyPair }> {
  const broker = await startBroker();
  const pty = await startPty();
  const storePath = `${folder.path}/kpp.db`;
  const url = mqttUrl === undefined ? broker.url : await mqttUrl(broker);
  const text = serialConfig({ mqttUrl: url, storePath, devicePath: pty.devicePath, outputs, more, records });
  const preload = withInside ? inside(folder) : undefined;
  return { pty, ...(await start(folder, broker, text, { ...launch, preload })) };
}

/** `kpp run` with a running plant whose load is on. `feeder` imitates its sensors, `drive` receives the setpoints. */
export async function energisedOnSerial(options: SerialOptions = {}) {
  const around = await runningOnSerial({ withInside: true, ...options });
  const { pty, subscriber } = around;
  const drive = new Drive(pty);
  onTestFinished(() => drive.close());
  const feeder = new Feeder(pty, { velocity: 0 });
  feeder.start();
  onTestFinished(() => feeder.stop());
  await subscriber.hears('telemetry', 'a speed', ({ quality }) => !('chain.velocity' in quality));
  await subscriber.insist('start');
  feeder.velocity = 1.5;
  await until('the load is on', () => drive.load === 0.75, 60_000);
  return { ...around, feeder, drive };
}

async function start(
  folder: Folder,
  broker: Mosquitto,
  text: string,
  launch: LaunchOptions = {},
): Promise<Around> {
  const subscriber = await Subscriber.connect(broker.url);
  const config = folder.write('controller.yaml', text);
  const program = new RunningProgram(['run', '--config', config], folder, launch);
  await program.says('run 1 of kpp-01');
  await subscriber.hears('status', 'it is online', ({ state }) => state === 'online');
  return { folder, broker, subscriber, config, text, program };
}
