// The bench of one run: the broker on this machine, the guest, and the plant around it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Reply } from '../../support/documents.js';
import { Mosquitto } from '../../support/mosquitto.js';
import { Subscriber } from '../../support/subscriber.js';
import { configuration, LINE, type Variation } from './configuration.js';
import { Machine, type StartOptions, USB_STICK } from './machine.js';
import { PlantLine } from './plant.js';
import { UsbSensor } from './usb-sensor.js';

const LINES = '/run/bench/lines';
const EXAMPLES = '/usr/share/doc/kpp-controller/examples/systemd/drop-ins';
const DROP_INS = '/etc/systemd/system/kpp-controller.service.d';
const CONFIGURATION = '/etc/kpp/controller.yaml';
/** Is asked by the scripts of Debian's packages whether they may start a service. */
const POLICY = '/usr/sbin/policy-rc.d';
/** Where the packages of the second disk are put in the guest. */
export const PACKAGES = '/var/tmp/packages';
/** How long a case waits for what has to come, by this machine's clock: far longer than it takes when nothing else runs here. */
export const PATIENCE_MS = 600_000;
/** Longest time for the start of the service in the guest, s of the guest. */
const START_S = 120;

/** Lifecycle: {@link Bench.start}, the cases, {@link dispose}. */
export class Bench {
  /** The configuration of the service that runs, when it is known. */
  private served = '';
  private requests = 0;

  private constructor(
    readonly broker: Mosquitto,
    readonly machine: Machine,
    readonly plant: PlantLine,
    readonly usb: UsbSensor,
    private readonly folder: string,
  ) {
    machine.onBeat = (isOpen) => {
      plant.beat(isOpen);
      usb.beat();
    };
  }

  static async start(): Promise<Bench> {
    const broker = await Mosquitto.start();
    const folder = mkdtempSync(join(tmpdir(), 'kpp-sbc-'));
    const machine = new Machine({ ...inject('sbc'), folder, brokerPort: broker.port });
    try {
      await machine.start();
      return new Bench(
        broker,
        machine,
        await PlantLine.connect(machine.serial),
        await UsbSensor.connect(machine.usb),
        folder,
      );
    } catch (error) {
      await machine.cutPower();
      await broker.dispose();
      throw error;
    }
  }

  async dispose(): Promise<void> {
    this.plant.close();
    this.usb.close();
    await this.machine.cutPower();
    await this.broker.dispose();
    if (process.env.KPP_SBC_KEEP !== '1') rmSync(this.folder, { recursive: true, force: true });
  }

  /** Installs a package of the guest's second disk, which starts the service. */
  async install(name: string): Promise<void> {
    await this.run(`mkdir -p ${PACKAGES} && tar -xf /dev/vdb -C ${PACKAGES}`);
    await this.run(`dpkg -i ${PACKAGES}/${name}`);
  }

  /** Installs a package without a start of the service, as Debian lets administrators choose. */
  async installWithoutStart(name: string): Promise<void> {
    await this.run(`printf '#!/bin/sh\nexit 101\n' >${POLICY} && chmod 755 ${POLICY}`);
    await this.install(name);
    await this.run(`rm ${POLICY}`);
  }

  /** Says that the service runs with this configuration already. */
  serves(variation: Variation = {}): void {
    this.served = configuration(variation);
  }

  /** Runs a command in the guest and returns its output. @throws an error with the output when it fails */
  async run(command: string): Promise<string> {
    const outcome = await this.machine.agent.try(command);
    if (outcome === null) throw new Error(`the guest does not answer: ${command}`);
    if (outcome.status !== 0) throw new Error(`${command} ended with ${outcome.status}: ${outcome.text}`);
    return outcome.text;
  }

  /** Listens to the controller until the end of the test. */
  async listen(): Promise<Subscriber> {
    return Subscriber.connect(this.broker.url, 'kpp/kpp-01', PATIENCE_MS);
  }

  /** Writes the configuration and the drop-ins that it needs, without telling the service. */
  async configure(variation: Variation = {}): Promise<void> {
    this.served = '';
    const text = Buffer.from(configuration(variation)).toString('base64');
    await this.run(`base64 -d <<<'${text}' >${CONFIGURATION}`);
    // The broker is on another machine, and sysfs is closed to the service unless a drop-in opens it.
    const dropIns = ['network', ...(variation.gpioBackend === 'sysfs' ? ['gpio-sysfs'] : [])];
    const copies = dropIns.map((name) => `cp ${EXAMPLES}/${name}.conf ${DROP_INS}/`);
    await this.run(
      [`mkdir -p ${DROP_INS}`, `rm -f ${DROP_INS}/*`, ...copies, 'systemctl daemon-reload'].join(' && '),
    );
  }

  /**
   * Brings the service to `standby` with this configuration and an empty store. A start takes long under emulation, so a service that
   * already runs with this configuration goes on: it is only stopped or reset.
   */
  async serve(variation: Variation = {}): Promise<void> {
    this.plant.velocity = 0;
    await this.emergencyStop(false);
    const text = configuration(variation);
    if (this.served === text && (await this.property('ActiveState')) === 'active') return;
    await this.run('systemctl stop kpp-controller');
    await this.configure(variation);
    // The start waits until the service says that it is ready.
    await this.run(
      'rm -rf /var/lib/kpp/*; systemctl reset-failed kpp-controller; systemctl start kpp-controller',
    );
    this.serves(variation);
  }

  /** Starts the plant by command, from whatever state: the chain turns, and the outputs are energised. */
  async energise(subscriber: Subscriber): Promise<void> {
    await subscriber.hears('status', 'the state of the plant', ({ state }) => state === 'online');
    this.plant.velocity = 0;
    const state = subscriber.last('status')?.plant;
    if (state === 'tripped') await this.insist(subscriber, 'reset');
    if (state === 'running' || state === 'starting') await this.insist(subscriber, 'stop');
    await subscriber.plantIs('standby');
    await this.insist(subscriber, 'start');
    this.plant.velocity = 1.5;
    await this.lines({ brake: 1, contactor: 1 }, 20);
    await subscriber.plantIs('running');
  }

  /** Sends a command with the guest's time, which is behind that of this machine: a command from the future is refused. */
  async command(
    subscriber: Subscriber,
    name: string,
    fields: Readonly<Record<string, unknown>> = {},
  ): Promise<Reply> {
    const earlier = subscriber.on('telemetry').at(-1)?.order ?? -1;
    const { body } = await subscriber.hears('telemetry', 'the time', (_, { order }) => order > earlier);
    // Each case has a subscriber of its own, and the controller answers an id that it knows without doing anything.
    const requestId = `bench-${++this.requests}`;
    return subscriber.command(name, { ...fields, requestId, ts: body.ts });
  }

  /** Sends a command until it is accepted. */
  async insist(subscriber: Subscriber, name: string): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const reply = await this.command(subscriber, name);
      if (reply.ok) return;
      if (performance.now() > deadline) throw new Error(`${name} is refused: ${reply.message}`);
    }
  }

  /** Waits until output lines have these levels. Returns how long it took, s of the guest. */
  async lines(levels: Readonly<Partial<Record<keyof typeof LINE, 0 | 1>>>, withinS: number): Promise<number> {
    const files = Object.entries(levels).map(
      ([name, level]) => `${LINES}/sim_gpio${LINE[name as keyof typeof LINE]}/value=${level}`,
    );
    return Number(await this.run(`/usr/local/lib/bench/await ${withinS} ${files.join(' ')}`));
  }

  /** Presses or releases the emergency stop: its line is closed while it is not pressed. */
  async emergencyStop(isPressed: boolean): Promise<void> {
    await this.run(`echo ${isPressed ? 'pull-down' : 'pull-up'} >${LINES}/sim_gpio${LINE.estop}/pull`);
  }

  /** A property of the unit, as `systemctl show` gives it. */
  async property(name: string): Promise<string> {
    return this.run(`systemctl show kpp-controller --value -p ${name}`);
  }

  /** Waits for a state of the unit, `active` or `failed` for example. */
  async awaitState(state: string, withinS = START_S): Promise<void> {
    await this.until(`[ "$(systemctl show kpp-controller --value -p ActiveState)" = ${state} ]`, withinS);
  }

  /** Waits until the unit was started again by systemd, and is ready. */
  async restarted(earlier: number): Promise<void> {
    await this.until(`[ "$(systemctl show kpp-controller --value -p NRestarts)" -gt ${earlier} ]`, START_S);
    await this.awaitState('active');
  }

  /** Waits until a command of the guest's shell succeeds. */
  async until(command: string, withinS: number): Promise<void> {
    const outcome = await this.machine.agent.try(
      `for i in $(seq ${withinS}); do ${command} && exit 0; sleep 1; done; systemctl status --no-pager kpp-controller; exit 1`,
    );
    if (outcome?.status !== 0)
      throw new Error(`not within ${withinS} s: ${command}\n${outcome?.text ?? 'no answer'}`);
  }

  /** Plugs in the stick, and waits until the kernel has it as `/dev/sda`. */
  async plugInStick(): Promise<void> {
    await this.machine.qmp.execute('device_add', USB_STICK);
    await this.until('test -b /dev/sda', 30);
  }

  /** Cuts the power; or shuts the guest down first. */
  async powerOff(how: 'at once' | 'in order' = 'at once'): Promise<void> {
    if (how === 'in order') await this.machine.shutDown();
    await this.machine.cutPower();
  }

  async powerOn(options: StartOptions = {}): Promise<void> {
    await this.machine.start(options);
    await this.plant.attach(this.machine.serial);
    await this.usb.attach(this.machine.usb);
  }

  /** The journal of the service since its last start of the machine. */
  async journal(): Promise<string> {
    return this.run('journalctl --no-pager -b -o cat -u kpp-controller');
  }
}

declare module 'vitest' {
  interface ProvidedContext {
    sbc: { readonly kernel: string; readonly disk: string; readonly payload: string };
  }
}
