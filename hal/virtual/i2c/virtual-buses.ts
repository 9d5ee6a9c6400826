// All I2C buses of a configuration in memory, with devices that are connected to the simulated plant.
import { hexAddress } from '../../i2c-names.js';
import type { ChannelValue, WiredChip } from '../../linux/i2c/devices/wired-chip.js';
import { type I2cDeviceConfig, readingsOf } from '../../linux/i2c/schema.js';
import type { Signals, Span } from '../../linux/signals.js';
import { type ArrivingLoad, thereAre, type VirtualSources } from '../sources.js';
import { type AddressFault, VirtualI2cBus } from './virtual-i2c.js';
import { wireChip } from './wired-chips.js';

interface WiredDevice {
  readonly config: I2cDeviceConfig;
  /** The channels that the device measures. */
  readonly channels: readonly string[];
  readonly bus: VirtualI2cBus;
  readonly wired: WiredChip;
  /** The last values of its channels. A register keeps its value while the sensor delivers nothing. */
  readonly values: Map<string, number>;
  /** The faults that are injected at present. The last one is in effect. */
  faults: readonly { readonly kind: AddressFault }[];
  /** Whether one of its sensors delivers nothing at present. */
  isSilent: boolean;
  /** The fault that is set on the bus; null when there is none. */
  applied: AddressFault | null;
}

export class VirtualBuses implements VirtualSources {
  readonly environment: VirtualSources['environment'];
  readonly loads: readonly ArrivingLoad[];
  private readonly buses: ReadonlyMap<number, VirtualI2cBus>;
  private readonly devices: readonly WiredDevice[];

  /** @param clock monotonic time in seconds */
  constructor(i2c: readonly I2cDeviceConfig[], clock: () => number) {
    this.buses = new Map(i2c.map(({ bus }) => [bus, new VirtualI2cBus(bus, clock)]));
    this.devices = i2c.map((device) => wireDevice(device, this.buses.get(device.bus)!, clock()));
    this.loads = this.devices.flatMap(({ wired }) => wired.setpoint ?? []);
    this.environment = { openI2cPort: (bus) => this.buses.get(bus)!.open(bus) };
  }

  feed(signals: Signals, span: Span): void {
    for (const bus of this.buses.values()) bus.timeOut();
    for (const device of this.devices) feedDevice(device, signals, span);
  }

  canReportNaN(channel: string): boolean {
    const measuring = this.devices.filter(({ channels }) => channels.includes(channel));
    return measuring.every(({ wired }) => wired.canReportNaN);
  }

  /**
   * Makes a device answer wrongly, or not answer. The returned function ends that.
   *
   * @param bus number of the bus; null means every bus that has a device at the address
   * @throws Error when there is no such device
   */
  disturb(address: number, bus: number | null, kind: AddressFault): () => void {
    const meant = this.at(address, bus);
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

  /** Throws an Error when there is no device at an address. */
  assertDevice(address: number, bus: number | null): void {
    this.at(address, bus);
  }

  private at(address: number, bus: number | null): readonly WiredDevice[] {
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
}

function wireDevice(config: I2cDeviceConfig, bus: VirtualI2cBus, nowS: number): WiredDevice {
  const wired = wireChip(config, nowS);
  bus.attach(config.address, wired.chip);
  const channels = readingsOf(config).map(({ channel }) => channel);
  return { config, channels, bus, wired, values: new Map(), faults: [], isSilent: false, applied: null };
}

function feedDevice(device: WiredDevice, signals: Signals, span: Span): void {
  const { channels, wired, values } = device;
  let isMissing = false;
  for (const channel of channels) {
    const value = signals.value(channel);
    if (value !== null) values.set(channel, value);
    // A channel that never had a value is not in the plant. Its input is open, and the chip answers for its others.
    else if (values.has(channel)) isMissing = true;
  }
  device.isSilent = isMissing || (channels.length > 0 && values.size === 0);
  const read: ChannelValue = (channel) => values.get(channel) ?? 0;
  wired.feed(read, span);
  apply(device);
}

/** When a sensor delivers nothing, the chip does not answer: a register has no other way to report this. */
function apply(device: WiredDevice): void {
  const fault = device.faults.at(-1)?.kind ?? (device.isSilent ? 'nack' : null);
  if (fault === device.applied) return;
  device.applied = fault;
  device.bus.fault(device.config.address, fault);
}
