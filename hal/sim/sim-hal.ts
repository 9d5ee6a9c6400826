// The HAL of the simulated plant: advances it, delivers its samples, and injects faults.
import { FEEDBACK } from '../feedback.js';
import {
  type CounterTable,
  type GuardedLines,
  type Hal,
  HalError,
  type HalListener,
  NO_GUARDED_LINES,
  type OutputInfo,
  type Remarks,
} from '../hal.js';
import { type SampleLimits, SampleTable } from '../samples.js';
import { FaultBank } from './fault-bank.js';
import type { Fault, FaultSpan } from './faults.js';
import type { SimulationParameters } from './parameters.js';
import { Plant } from './plant.js';
import { Random } from './random.js';
import { MORE_SENSORS, SENSORS, VirtualSensors } from './sensors.js';

/** Steps of the simulation for each second: the base rate of the controller. */
export const STEP_RATE_HZ = 60;
/** The longest time that one call of `advance` simulates, so that it takes only some milliseconds after a long stall. */
const MAX_CATCH_UP_S = 1;
const MAX_CATCH_UP_STEPS = MAX_CATCH_UP_S * STEP_RATE_HZ;
/** Steps between two removals of ended faults. */
const PRUNE_STEPS = STEP_RATE_HZ;
/** Tolerance for the rounding of times in seconds, as a share of a step. */
const ROUNDING_STEPS = 1e-4;

/** Streams of the seed. Faults have a stream of their own, so that a fault does not change the sensors' noise. */
const SENSOR_STREAM = 0;
const FAULT_STREAM = 1;

/** The name of all sensors together; one of them is `sim.chain.velocity`. */
const SOURCE = 'sim';

const OUTPUTS: readonly OutputInfo[] = [
  { name: 'brake', role: 'brake', safe: 0 },
  { name: 'contactor', role: 'contactor', safe: 0 },
  { name: 'load', role: 'load', safe: 0 },
];

export interface SimHalOptions {
  readonly parameters: SimulationParameters;
  /** Range and staleness of each channel. Default: every finite value is in range, and stale after 0.2 s. */
  readonly limits?: ((name: string) => SampleLimits) | undefined;
  /**
   * Channels that the plant does not have: they deliver only while a fault overrides them. They are not silent before they have
   * delivered for the first time.
   */
  readonly extraChannels?: readonly string[] | undefined;
  /** Also measures the channels that the controller otherwise computes: power and acceleration. Default false. */
  readonly measuresEverything?: boolean | undefined;
}

/**
 * The plant advances in steps of 1/60 s up to the requested time. Each step delivers one sample for each channel, of
 * the plant's state one step earlier, with the time of the step that delivers it.
 *
 * One call simulates at most one second: after a jump of ten seconds, the plant has missed nine. The missed steps
 * are counted as `sim.skippedSteps`. Times of faults are seconds since {@link open}, including the missed ones.
 */
export class SimHal implements Hal {
  readonly kind = 'sim';
  readonly samples: SampleTable;
  /** Each virtual sensor is one source. */
  readonly sourcesOf: readonly (readonly string[])[];
  private readonly sources: readonly string[];
  readonly outputs = OUTPUTS;
  /** The simulated plant has no contacts. */
  readonly feedback = new Uint8Array(OUTPUTS.length).fill(FEEDBACK.none);
  readonly counters: CounterTable = {
    names: ['sim.steps', 'sim.skippedSteps', 'sim.reopened'],
    values: new Float64Array(3),
  };
  /** The true state behind the sensors. Users may set `plant.air` and `plant.waterTemperature`. */
  readonly plant: Plant;

  private readonly sensors: VirtualSensors;
  private readonly faults: FaultBank;
  private readonly passing = { value: 0, present: false, last: 0, reopenings: 0 };
  /** For each channel: number of reopenings; `reopening` is 1 until the next delivery after one. */
  private readonly reopenings: Uint32Array;
  private readonly reopening: Uint8Array;
  private state: 'new' | 'open' | 'closed' = 'new';
  private listener: HalListener | null = null;
  private emergencyStopPressed = false;
  private openedS = 0;
  /** Steps since the HAL was opened, skipped ones included. */
  private steps = 0;

  constructor({ parameters, limits, extraChannels = [], measuresEverything = false }: SimHalOptions) {
    const sensors = measuresEverything ? [...SENSORS, ...MORE_SENSORS] : SENSORS;
    const channels = [...sensors.map(({ channel }) => channel), ...extraChannels];
    this.samples = new SampleTable(channels, limits);
    this.sources = channels.map((channel) => `${SOURCE}.${channel}`);
    this.reopenings = new Uint32Array(channels.length);
    this.reopening = new Uint8Array(channels.length);
    this.sourcesOf = this.sources.map((name) => [name]);
    this.plant = new Plant(parameters);
    this.sensors = new VirtualSensors(parameters.noise, new Random(parameters.seed, SENSOR_STREAM), sensors);
    this.faults = new FaultBank(channels, new Random(parameters.seed, FAULT_STREAM), 1 / STEP_RATE_HZ);
  }

  /** A simulated sensor has nothing to say beside its samples. */
  remarks(): Remarks {
    return {};
  }

  /** Seconds since {@link open} up to which the plant has been advanced. */
  get timeS(): number {
    return this.steps / STEP_RATE_HZ;
  }

  async open(nowS: number, listener: HalListener): Promise<void> {
    if (this.state !== 'new') {
      throw new HalError('in_use', 'The simulation was opened before.', 'Create a new SimHal for each run.');
    }
    this.state = 'open';
    this.listener = listener;
    this.openedS = nowS;
    this.samples.start(nowS);
    for (let i = this.sensors.reported.length; i < this.samples.names.length; i++)
      this.samples.expectFrom(i, Number.POSITIVE_INFINITY);
    // The sensors run before the controller starts: one sample is ready, and the next one is being measured.
    this.sensors.measure(this.plant);
    this.sensors.measure(this.plant);
    this.deliver();
    this.emergencyStopPressed = this.faults.isEmergencyStopPressed(this.timeS);
    listener.emergencyStop(this.emergencyStopPressed);
  }

  setRange(channel: string, range: Pick<SampleLimits, 'min' | 'max'>): void {
    this.samples.setRange(channel, range);
  }

  advance(nowS: number): void {
    if (this.state !== 'open') return;
    const due = Math.floor((nowS - this.openedS) * STEP_RATE_HZ + ROUNDING_STEPS);
    const skipped = due - this.steps - MAX_CATCH_UP_STEPS;
    if (skipped > 0) {
      this.steps += skipped;
      this.counters.values[1]! += skipped;
    }
    this.tellEmergencyStop();
    while (this.steps < due) this.step();
  }

  /** A setpoint that is missing or NaN counts as its safe value. The load is limited to 0..1. */
  write(setpoints: Float64Array): void {
    const { drivetrain } = this.plant;
    drivetrain.brakeReleased = setpoints[0]! >= 0.5;
    drivetrain.contactorClosed = setpoints[1]! >= 0.5;
    const load = setpoints[2]!;
    drivetrain.load = load > 0 ? Math.min(load, 1) : 0;
  }

  guardedLines(): GuardedLines {
    return NO_GUARDED_LINES;
  }

  /** Drops the measurement that is not delivered yet, when it was taken before `nowS`. */
  discardInput(nowS: number): void {
    if (this.openedS + this.timeS < nowS) this.sensors.discard();
  }

  /** Restarts a sensor, or all of them for `sim`, which also drops the measurement that is not delivered yet. */
  reopen(source: string): void {
    if (source === SOURCE) this.sensors.discard();
    const named = source === SOURCE ? this.sources : this.sources.filter((name) => name === source);
    if (named.length > 0) this.counters.values[2]!++;
    for (const name of named) {
      const channel = this.sources.indexOf(name);
      this.reopenings[channel]!++;
      this.reopening[channel] = 1;
    }
  }

  /** Restarts a sensor without a gap: its device was reopened, so one that hangs may deliver again. Ignores unknown ones. */
  restart(channel: string): void {
    const row = this.samples.indexOf(channel);
    if (row >= 0) this.reopenings[row]!++;
  }

  async close(): Promise<void> {
    this.state = 'closed';
  }

  /**
   * Injects a fault into the plant, or between a sensor and {@link samples}. The returned function ends it.
   *
   * @throws {FaultError} on a channel that this HAL does not have, or on values out of range
   */
  inject(fault: Fault, span: FaultSpan = {}): () => void {
    return this.faults.inject(fault, this.timeS, span);
  }

  /** Relative error of the plant's energy balance since the start. */
  energyLedgerError(): number {
    return this.plant.ledgerError();
  }

  private step(): void {
    if (this.steps % PRUNE_STEPS === 0) this.faults.prune(this.timeS);
    this.faults.applyToPlant(this.plant, this.timeS);
    this.plant.step(1 / STEP_RATE_HZ);
    this.sensors.measure(this.plant);
    this.steps++;
    this.counters.values[0]!++;
    this.deliver();
    this.tellEmergencyStop();
  }

  private tellEmergencyStop(): void {
    const pressed = this.faults.isEmergencyStopPressed(this.timeS);
    if (pressed === this.emergencyStopPressed) return;
    this.emergencyStopPressed = pressed;
    this.listener?.emergencyStop(pressed);
  }

  private deliver(): void {
    const { samples, sensors, faults, passing, timeS, reopening } = this;
    const { reported, ready } = sensors;
    const nowS = this.openedS + timeS;
    for (let i = 0; i < samples.names.length; i++) {
      const measured = ready && i < reported.length && reopening[i] === 0;
      reopening[i] = 0;
      if (!faults.has(i)) {
        if (measured) samples.put(i, reported[i]!, nowS);
        continue;
      }
      passing.value = measured ? reported[i]! : Number.NaN;
      passing.present = measured;
      passing.last = samples.value[i]!;
      passing.reopenings = this.reopenings[i]!;
      faults.applyToSample(i, passing, timeS);
      if (passing.present) samples.put(i, passing.value, nowS);
    }
  }
}
