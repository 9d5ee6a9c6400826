// A HAL with the drivers of a real machine on virtual devices, which are connected to the simulated plant.
import type { CounterTable, GuardedLines, Hal, HalListener, OutputInfo, Remarks } from '../hal.js';
import { LinuxHal, type LinuxHalOptions } from '../linux/linux-hal.js';
import type { LinuxHalConfig } from '../linux/schema.js';
import type { Signals } from '../linux/signals.js';
import { type SampleLimits, type SampleTable, VERDICT } from '../samples.js';
import type { SimulationParameters } from '../sim/parameters.js';
import { Random } from '../sim/random.js';
import { SimHal, STEP_RATE_HZ } from '../sim/sim-hal.js';
import { VirtualDevices } from './virtual-devices.js';

/** Stream of the seed for noise on lines. The sensors and their faults use other streams. */
const LINE_STREAM = 2;
/** Most steps in which the devices measure in one call: after a jump of time the earlier steps run without them. */
const MAX_FED_STEPS = STEP_RATE_HZ;
const ROUNDING_STEPS = 1e-4;

export interface VirtualDevicesHalOptions
  extends LinuxHalConfig,
    Pick<LinuxHalOptions, 'limits' | 'voting' | 'clock'> {
  readonly parameters: SimulationParameters;
  /** Channels that the simulated plant does not have: their sensors deliver only while a fault overrides them. */
  readonly extraChannels?: readonly string[] | undefined;
}

/**
 * All values pass through the same code as on a machine: lines through formats and checksums, registers through transactions,
 * pulses through their times. Only the kernel is replaced. There are no descriptors, so the guard has no lines.
 *
 * The drivers of I2C devices use promises: let these settle between two calls of {@link advance}.
 */
export class VirtualDevicesHal implements Hal {
  readonly kind = 'linux';
  /** The plant, with its sensors and their faults. */
  readonly simulation: SimHal;
  readonly devices: VirtualDevices;
  private readonly drivers: LinuxHal;
  private readonly signals: SensorSignals;
  private readonly switched = new Float64Array(3);
  private openedS = 0;
  private steps = 0;

  constructor(options: VirtualDevicesHalOptions) {
    const { parameters, clock, limits, voting, extraChannels, ...config } = options;
    this.simulation = new SimHal({ parameters, measuresEverything: true, extraChannels });
    this.signals = new SensorSignals(this.simulation.samples);
    const random = new Random(parameters.seed, LINE_STREAM);
    this.devices = new VirtualDevices({
      config,
      clock,
      random: () => random.uniform(),
      restarted: (channels) => this.restartSensors(channels),
    });
    this.drivers = new LinuxHal({
      ...config,
      ...this.devices.environment,
      ...(limits && { limits }),
      ...(voting && { voting }),
    });
  }

  get samples(): SampleTable {
    return this.drivers.samples;
  }

  get sourcesOf(): readonly (readonly string[])[] {
    return this.drivers.sourcesOf;
  }

  get outputs(): readonly OutputInfo[] {
    return this.drivers.outputs;
  }

  get feedback(): Uint8Array {
    return this.drivers.feedback;
  }

  get counters(): CounterTable {
    return this.drivers.counters;
  }

  remarks(): Remarks {
    return this.drivers.remarks();
  }

  async open(nowS: number, listener: HalListener): Promise<void> {
    this.openedS = nowS;
    await this.drivers.open(nowS, listener);
    await this.simulation.open(nowS, {
      lost() {},
      recovered() {},
      warned() {},
      emergencyStop: (pressed) => this.devices.pressEmergencyStop(pressed),
    });
    this.signals.look();
    this.devices.feed(this.signals, { fromS: nowS, toS: nowS });
  }

  setRange(channel: string, range: Pick<SampleLimits, 'min' | 'max'>): void {
    this.drivers.setRange(channel, range);
  }

  advance(nowS: number): void {
    const due = Math.floor((nowS - this.openedS) * STEP_RATE_HZ + ROUNDING_STEPS);
    if (due - this.steps > MAX_FED_STEPS) this.steps = due - MAX_FED_STEPS;
    // Also called when no step is due, so that a change of the emergency stop is reported at once.
    this.simulation.advance(this.openedS + this.steps / STEP_RATE_HZ);
    while (this.steps < due) this.step();
    this.drivers.advance(nowS);
  }

  write(setpoints: Float64Array): void {
    this.drivers.write(setpoints);
  }

  guardedLines(): GuardedLines {
    return this.drivers.guardedLines();
  }

  discardInput(nowS: number): void {
    this.drivers.discardInput(nowS);
  }

  /** A sensor behind a port restarts when the port is opened. A chip or a GPIO input has no port, so its sensors restart now. */
  reopen(source: string): void {
    const { names } = this.samples;
    if (!source.startsWith('serial.'))
      this.restartSensors(names.filter((_, row) => this.sourcesOf[row]!.includes(source)));
    this.drivers.reopen(source);
  }

  async close(): Promise<void> {
    await this.drivers.close();
    await this.simulation.close();
  }

  private step(): void {
    const fromS = this.openedS + this.steps / STEP_RATE_HZ;
    this.steps++;
    const toS = this.openedS + this.steps / STEP_RATE_HZ;
    this.switched[0] = this.devices.isBrakeReleased(fromS) ? 1 : 0;
    this.switched[1] = this.devices.isContactorClosed(fromS) ? 1 : 0;
    this.switched[2] = this.devices.load(fromS);
    this.simulation.write(this.switched);
    this.simulation.advance(toS);
    this.signals.look();
    this.devices.feed(this.signals, { fromS, toS });
  }

  private restartSensors(channels: readonly string[]): void {
    for (const channel of channels) this.simulation.restart(channel);
  }
}

/** The values that the simulated sensors delivered in the last step. */
class SensorSignals implements Signals {
  private readonly deliveries: Float64Array;
  private readonly isNew: Uint8Array;

  constructor(private readonly samples: SampleTable) {
    this.deliveries = new Float64Array(samples.names.length);
    this.isNew = new Uint8Array(samples.names.length);
  }

  look(): void {
    const { deliveries } = this.samples;
    for (let i = 0; i < deliveries.length; i++) {
      this.isNew[i] = deliveries[i] === this.deliveries[i] ? 0 : 1;
      this.deliveries[i] = deliveries[i]!;
    }
  }

  value(channel: string): number | null {
    const row = this.samples.indexOf(channel);
    if (this.isNew[row] !== 1) return null;
    return this.samples.verdict[row] === VERDICT.notFinite ? Number.NaN : this.samples.value[row]!;
  }
}
