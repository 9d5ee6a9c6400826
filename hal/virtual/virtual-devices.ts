// All devices that a configuration names, in memory, wired to one plant.

import { hexAddress } from '../i2c-names.js';
import type { LinuxHalConfig } from '../linux/config.js';
import type { DriverEnvironment } from '../linux/driver.js';
import type { I2cDeviceConfig } from '../linux/i2c/config.js';
import {
  channelNames,
  SENSOR_TIME_FIELD,
  SEQUENCE_FIELD,
  type SerialOutputConfig,
  type SerialPortConfig,
} from '../linux/serial/config.js';
import { HEADER_LINES, VirtualGpio } from './gpio/virtual-gpio.js';
import { type AddressFault, VirtualI2cBus } from './i2c/virtual-i2c.js';
import { damaged } from './serial/line-noise.js';
import { recordWriter } from './serial/record-writer.js';
import { VirtualSerialPort } from './serial/virtual-port.js';
import { Cabinet } from './wiring/cabinet.js';
import { VirtualDrive } from './wiring/drive.js';
import { PulseWheel } from './wiring/pulse-wheel.js';
import type { Signals, Span } from './wiring/signals.js';
import { type ChannelValue, type WiredChip, wireChip } from './wiring/wired-chips.js';

export interface VirtualDevicesOptions {
  readonly config: LinuxHalConfig;
  /** Monotonic time in seconds. */
  readonly clock: () => number;
  /** Independent numbers, from 0 up to but not including 1, for noise on lines. */
  readonly random: () => number;
  /** The sensors of these channels were started anew. */
  readonly restarted: (channels: readonly string[]) => void;
}

interface WiredPort {
  readonly port: VirtualSerialPort;
  readonly sensor: SerialSensor;
  readonly drives: readonly VirtualDrive[];
  /** Shares of the lines that are damaged: one for each noise. */
  readonly noises: Set<{ readonly share: number }>;
  unplugs: number;
}

interface WiredDevice {
  readonly config: I2cDeviceConfig;
  readonly bus: VirtualI2cBus;
  readonly wired: WiredChip;
  /** The last values of its channels: what a register holds while its sensor says nothing. */
  readonly values: Map<string, number>;
  /** Those that are injected at present; the last one counts. */
  faults: readonly { readonly kind: AddressFault }[];
  /** Whether one of its sensors says nothing at present. */
  isSilent: boolean;
  /** What its bus was told last. */
  applied: AddressFault | null;
}

/** Serial ports send a round of their records with each {@link feed}. */
export class VirtualDevices {
  readonly environment: DriverEnvironment;
  private readonly ports: ReadonlyMap<string, WiredPort>;
  private readonly buses: ReadonlyMap<number, VirtualI2cBus>;
  private readonly devices: readonly WiredDevice[];
  private readonly gpio: VirtualGpio;
  private readonly wheels: readonly PulseWheel[];
  private readonly cabinet: Cabinet;
  private isStopPressed = false;

  constructor(private readonly options: VirtualDevicesOptions) {
    const { config, clock } = options;
    const { serial = {}, i2c = [], gpio = {}, outputs = {} } = config;
    const lines = [...Object.values(gpio), ...Object.values(outputs)];
    const names = Object.entries(serial);
    this.ports = new Map(names.map(([name, port]) => [name, this.wirePort(name, port)]));
    this.buses = new Map(i2c.map(({ bus }) => [bus, new VirtualI2cBus(bus, clock)]));
    this.devices = i2c.map((device) => wireDevice(device, this.buses.get(device.bus)!, clock()));
    this.gpio = new VirtualGpio({ lines: linesNeeded(lines) });
    const inputs = Object.values(gpio);
    this.wheels = inputs.flatMap((input) =>
      input.role === 'pulses' ? [new PulseWheel(input, this.gpio)] : [],
    );
    const drives = [...this.ports.values()].flatMap((port) => port.drives);
    const converters = this.devices.flatMap(({ wired }) => wired.setpoint ?? []);
    this.cabinet = new Cabinet(outputs, this.gpio, [
      ...drives.map((drive) => (nowS: number) => drive.load(nowS)),
      ...converters,
    ]);
    this.pressEmergencyStop(false);
    this.environment = {
      clock,
      openSerialLink: (port, events) => this.portOf(port).port.open(port, events),
      openI2cPort: (bus) => this.buses.get(bus)!.open(bus),
      openGpio: this.gpio.open,
    };
  }

  /** Lets the devices measure, and those that do so send, what the plant is at the end of a span. */
  feed(signals: Signals, span: Span): void {
    for (const wheel of this.wheels) wheel.turn(signals, span);
    for (const bus of this.buses.values()) bus.timeOut();
    for (const device of this.devices) feedDevice(device, signals, span);
    for (const { port, sensor, noises } of this.ports.values())
      for (const line of sensor.lines(signals, span.toS)) port.send(this.onTheLine(noises, line));
    this.cabinet.look(span.toS);
  }

  /** What the plant gets of the outputs at `nowS`. */
  isBrakeReleased(nowS: number): boolean {
    return this.cabinet.isBrakeReleased(nowS, this.isStopPressed);
  }

  isContactorClosed(nowS: number): boolean {
    return this.cabinet.isContactorClosed(nowS, this.isStopPressed);
  }

  /** 0..1 of the rated torque. */
  load(nowS: number): number {
    return this.cabinet.load(nowS);
  }

  /** Whether the controller can see the emergency stop. */
  get hasEmergencyStop(): boolean {
    return Object.values(this.options.config.gpio ?? {}).some(({ role }) => role === 'emergencyStop');
  }

  pressEmergencyStop(isPressed: boolean): void {
    this.isStopPressed = isPressed;
    for (const input of Object.values(this.options.config.gpio ?? {})) {
      if (input.role !== 'emergencyStop') continue;
      const isLow = isPressed === (input.activeLow === true);
      this.gpio.set(input.line, isLow ? 0 : 1, this.options.clock());
    }
  }

  /** Whether every device of a channel has a way to say that it has no value. */
  canReportNaN(channel: string): boolean {
    const { config } = this.options;
    const isPulses = Object.values(config.gpio ?? {}).some(
      (input) => input.role === 'pulses' && input.channel === channel,
    );
    const chips = this.devices.filter(({ wired }) => wired.channels.includes(channel));
    return !isPulses && chips.every(({ wired }) => wired.canReportNaN);
  }

  /**
   * Damages a share of the lines of a port, both ways. The returned function ends it.
   *
   * @param share 0..1
   * @throws Error on a port that is not there
   */
  garble(name: string, share: number): () => void {
    const { noises } = this.named(name);
    const noise = { share };
    noises.add(noise);
    return () => noises.delete(noise);
  }

  /** Pulls the plug of a port; the returned function puts it back. Throws an Error on a port that is not there. */
  unplug(name: string): () => void {
    const wired = this.named(name);
    wired.unplugs++;
    if (wired.unplugs === 1) wired.port.unplug();
    return () => {
      wired.unplugs--;
      if (wired.unplugs === 0) wired.port.plugIn();
    };
  }

  /**
   * Lets a device answer wrongly, or not at all; the returned function ends it.
   *
   * @param bus number of the bus; null for every bus that has a device at the address
   * @throws Error when no device is there
   */
  disturb(address: number, bus: number | null, kind: AddressFault): () => void {
    const meant = this.assertDevice(address, bus);
    const fault = { kind };
    for (const device of meant) {
      device.faults = [...device.faults, fault];
      apply(device);
    }
    return () => {
      for (const device of meant) {
        device.faults = device.faults.filter((other) => other !== fault);
        apply(device);
      }
    };
  }

  /** The devices at an address; throws an Error when there is none. */
  assertDevice(address: number, bus: number | null): readonly WiredDevice[] {
    const meant = this.devices.filter(
      ({ config }) => config.address === address && (bus === null || config.bus === bus),
    );
    if (meant.length > 0) return meant;
    const there = this.devices.map(
      ({ config }) => `${hexAddress(config.address)} on bus ${config.bus} (${config.device})`,
    );
    const where = bus === null ? '' : ` on bus ${bus}`;
    throw new Error(`there is no device at ${hexAddress(address)}${where}; ${thereAre(there)}`);
  }

  /** Throws an Error when no port has this name. */
  assertPort(name: string): void {
    this.named(name);
  }

  private wirePort(name: string, config: SerialPortConfig): WiredPort {
    const { outputs = {} } = this.options.config;
    const setpoints = Object.values(outputs).filter(
      (output): output is SerialOutputConfig => 'serial' in output && output.serial === name,
    );
    const drives = setpoints.map((output) => new VirtualDrive(output));
    const noises = new Set<{ readonly share: number }>();
    const port = new VirtualSerialPort(config.path, {
      receive: (line) => {
        const arriving = this.onTheLine(noises, line).toString('latin1');
        for (const drive of drives) drive.receive(arriving, this.options.clock());
      },
      reopened: () => this.options.restarted(channelNames(config.records)),
    });
    return { port, sensor: new SerialSensor(config), drives, noises, unplugs: 0 };
  }

  private onTheLine(noises: WiredPort['noises'], line: string): Buffer {
    const { random } = this.options;
    const bytes = Buffer.from(line, 'latin1');
    const share = Math.max(0, ...[...noises].map((noise) => noise.share));
    return share > 0 && random() < share ? damaged(bytes, random) : bytes;
  }

  private portOf({ path }: SerialPortConfig): WiredPort {
    const { serial = {} } = this.options.config;
    return this.ports.get(Object.keys(serial).find((name) => serial[name]!.path === path)!)!;
  }

  private named(name: string): WiredPort {
    const port = this.ports.get(name);
    if (port !== undefined) return port;
    throw new Error(`there is no serial port ${name}; ${thereAre([...this.ports.keys()])}`);
  }
}

/** As many as the header's chip has, and more where a configuration is for another chip. */
function linesNeeded(users: readonly object[]): number {
  const lines = users.map((user) => ('line' in user ? Number(user.line) : 0));
  return Math.max(HEADER_LINES, ...lines.map((line) => line + 1));
}

/** The sensor behind a port: it has a counter and a clock of its own. */
class SerialSensor {
  private readonly write: ReturnType<typeof recordWriter>;
  private seq = 0;

  constructor(private readonly config: SerialPortConfig) {
    this.write = recordWriter(config);
  }

  lines(signals: Signals, nowS: number): string[] {
    this.seq++;
    return this.write((field) => {
      if (field === SEQUENCE_FIELD) return this.seq;
      if (field === SENSOR_TIME_FIELD) return Math.round(nowS * 1000);
      const value = signals.value(field);
      const { scale, offset } = this.config;
      return value === null ? null : (value - (offset?.[field] ?? 0)) / (scale?.[field] ?? 1);
    });
  }
}

function wireDevice(config: I2cDeviceConfig, bus: VirtualI2cBus, nowS: number): WiredDevice {
  const wired = wireChip(config, nowS);
  bus.attach(config.address, wired.chip);
  return { config, bus, wired, values: new Map(), faults: [], isSilent: false, applied: null };
}

function feedDevice(device: WiredDevice, signals: Signals, span: Span): void {
  const { wired, values } = device;
  device.isSilent = false;
  for (const channel of wired.channels) {
    const value = signals.value(channel);
    if (value === null) device.isSilent = true;
    else values.set(channel, value);
  }
  const read: ChannelValue = (channel) => values.get(channel) ?? 0;
  wired.feed(read, span);
  apply(device);
}

/** A sensor that says nothing is a chip that does not answer: its registers have no other way to be silent. */
function apply(device: WiredDevice): void {
  const fault = device.faults.at(-1)?.kind ?? (device.isSilent ? 'nack' : null);
  if (fault === device.applied) return;
  device.applied = fault;
  device.bus.fault(device.config.address, fault);
}

function thereAre(names: readonly string[]): string {
  return names.length === 0 ? 'there is none' : `there are ${names.join(', ')}`;
}
