// All devices of a configuration as virtual devices in memory, connected to one simulated plant.
import type { DriverEnvironment } from '../linux/environment.js';
import { lineUsers } from '../linux/gpio/line-users.js';
import type { LinuxHalConfig } from '../linux/schema.js';
import type { Signals, Span } from '../linux/signals.js';
import { VirtualChips } from './gpio/virtual-chips.js';
import { VirtualInputs } from './gpio/virtual-inputs.js';
import { VirtualBuses } from './i2c/virtual-buses.js';
import { VirtualPorts } from './serial/virtual-ports.js';
import type { VirtualSources } from './sources.js';
import { Cabinet } from './wiring/cabinet.js';

export interface VirtualDevicesOptions {
  readonly config: LinuxHalConfig;
  /** Monotonic time in seconds. */
  readonly clock: () => number;
  /** Independent random numbers, 0 <= x < 1, for noise on lines. */
  readonly random: () => number;
  /** Called when the sensors of these channels were restarted. */
  readonly restarted: (channels: readonly string[]) => void;
}

export class VirtualDevices {
  readonly environment: DriverEnvironment;
  readonly ports: VirtualPorts;
  readonly buses: VirtualBuses;
  private readonly inputs: VirtualInputs;
  /** One entry for each kind of device, in the order in which they measure. */
  private readonly kinds: readonly VirtualSources[];
  readonly cabinet: Cabinet;
  private isStopPressed = false;

  constructor(private readonly options: VirtualDevicesOptions) {
    const { config, clock, random, restarted } = options;
    const { serial, i2c, gpio, outputs } = config;
    const chips = new VirtualChips(config.gpioChip, lineUsers(config));
    this.ports = new VirtualPorts({ serial, outputs, clock, random, restarted });
    this.buses = new VirtualBuses(i2c, clock);
    this.inputs = new VirtualInputs(gpio, chips);
    this.kinds = [this.inputs, this.buses, this.ports];
    const loads = this.kinds.flatMap((kind) => kind.loads);
    this.cabinet = new Cabinet(outputs, chips, loads);
    this.pressEmergencyStop(false);
    this.environment = Object.assign({ clock }, ...this.kinds.map(({ environment }) => environment));
  }

  /** The devices measure the plant's state at the end of a span. Devices that send by themselves send it. */
  feed(signals: Signals, span: Span): void {
    for (const kind of this.kinds) kind.feed(signals, span);
    this.cabinet.look(span.toS, this.isStopPressed);
  }

  /** Whether the outputs and the emergency stop release the brake at `nowS`, monotonic seconds. */
  isBrakeReleased(nowS: number): boolean {
    return this.cabinet.isBrakeReleased(nowS, this.isStopPressed);
  }

  isContactorClosed(nowS: number): boolean {
    return this.cabinet.isContactorClosed(nowS, this.isStopPressed);
  }

  /** The load on the plant, 0..1 of the rated torque. */
  load(nowS: number): number {
    return this.cabinet.load(nowS);
  }

  /** Whether the configuration has an input for the emergency stop. */
  get hasEmergencyStop(): boolean {
    return Object.values(this.options.config.gpio).some(({ role }) => role === 'emergencyStop');
  }

  pressEmergencyStop(isPressed: boolean): void {
    this.isStopPressed = isPressed;
    this.inputs.press(isPressed, this.options.clock());
  }

  /** Whether every device that measures the channel is able to report that it has no value. */
  canReportNaN(channel: string): boolean {
    return this.kinds.every((kind) => kind.canReportNaN(channel));
  }
}
