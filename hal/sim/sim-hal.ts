// The HAL of the simulated plant.
import {
  type CounterTable,
  type GuardedLines,
  type Hal,
  HalError,
  type HalListener,
  NO_GUARDED_LINES,
  type OutputInfo,
} from '../hal.js';
import { type SampleLimits, SampleTable } from '../samples.js';
import { FaultBank } from './fault-bank.js';
import type { Fault, FaultSpan } from './faults.js';
import type { SimulationParameters } from './parameters.js';
import { Plant } from './plant.js';
import { Random } from './random.js';
import { MORE_SENSORS, SENSORS, VirtualSensors } from './sensors.js';

/** Steps of the simulation a second: the base rate of the controller. */
export const STEP_RATE_HZ = 60;
/** How much one call of `advance` simulates at most, so that a long stall of the process costs a few milliseconds. */
const MAX_CATCH_UP_S = 1;
const MAX_CATCH_UP_STEPS = MAX_CATCH_UP_S * STEP_RATE_HZ;
/** Steps between two looks at which faults are over. */
const PRUNE_STEPS = STEP_RATE_HZ;
/** A share of a step that is no more than the rounding of a time in seconds. */
const ROUNDING_STEPS = 1e-4;

/** Streams of the seed: faults draw from their own, so that injecting one leaves the sensors' noise as it was. */
const SENSOR_STREAM = 0;
const FAULT_STREAM = 1;

/** All sensors together; `sim.chain.velocity` is one of them. */
const SOURCE = 'sim';

const OUTPUTS: readonly OutputInfo[] = [
  { name: 'brake', role: 'brake', safe: 0 },
  { name: 'contactor', role: 'contactor', safe: 0 },
  { name: 'load', role: 'load', safe: 0 },
];

export interface SimHalOptions {
  readonly parameters: SimulationParameters;
  /** Range and staleness of each channel; by default every finite value is good for 0.2 s. */
  readonly limits?: ((name: string) => SampleLimits) | undefined;
  /** Channels that no virtual sensor measures and that deliver only while a fault overrides them. */
  readonly extraChannels?: readonly string[] | undefined;
  /** Also measures what the controller otherwise computes: power and acceleration. Default false. */
  readonly measuresEverything?: boolean | undefined;
}

/**
 * The plant advances in steps of 1/60 s up to the time it is asked for. Each step delivers one sample a channel, of
 * the plant as it was one step before, with the time of the step that delivers it.
 *
 * The plant's time stands still beyond a catch-up of one second: after a jump of ten seconds it has missed nine,
 * which are counted as `sim.skippedSteps`. Times of faults are seconds since {@link open}, jumps included.
 */
export class SimHal implements Hal {
  readonly kind = 'sim';
  readonly samples: SampleTable;
  /** Each virtual sensor is a source of its own. */
  readonly sourcesOf: readonly (readonly string[])[];
  private readonly sources: readonly string[];
  readonly outputs = OUTPUTS;
  readonly counters: CounterTable = {
    names: ['sim.steps', 'sim.skippedSteps', 'sim.reopened'],
    values: new Float64Array(3),
  };
  /** The truth behind the sensors. `plant.air` and `plant.waterTemperature` may be set. */
  readonly plant: Plant;

  private readonly sensors: VirtualSensors;
  private readonly faults: FaultBank;
  private readonly passing = { value: 0, present: false, last: 0, reopenings: 0 };
  /** For each channel: how often it was opened again, and whether that has just happened. */
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

  /** Seconds since {@link open} up to which the plant has been advanced. */
  get timeS(): number {
    return this.steps / STEP_RATE_HZ;
  }

  async open(nowS: number, listener: HalListener): Promise<void> {
    if (this.state !== 'new') {
      throw new HalError('in_use', 'the simulation was opened before', 'create a new SimHal for each run');
    }
    this.state = 'open';
    this.listener = listener;
    this.openedS = nowS;
    this.samples.start(nowS);
    // The sensors were on before the controller: a sample waits for it, and the next is under way.
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

  /** A setpoint that is missing or no number counts as its safe value; the load is cut to 0..1. */
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

  /** The one measurement under way is dropped, if it was taken before `nowS`. */
  discardInput(nowS: number): void {
    if (this.openedS + this.timeS < nowS) this.sensors.discard();
  }

  /** Starts a sensor again, or with `sim` all of them, which drops the measurement under way. */
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

  /** A sensor starts anew without a gap, so that one that hangs may come back: its device was opened again. Unknown ones are ignored. */
  restart(channel: string): void {
    const row = this.samples.indexOf(channel);
    if (row >= 0) this.reopenings[row]!++;
  }

  async close(): Promise<void> {
    this.state = 'closed';
  }

  /**
   * Injects a fault, into the plant or between a sensor and {@link samples}; the returned function ends it.
   *
   * @throws {FaultError} on a channel that this HAL does not have, or on values that make no sense
   */
  inject(fault: Fault, span: FaultSpan = {}): () => void {
    return this.faults.inject(fault, this.timeS, span);
  }

  /** How far the plant's energy ledger is from closing since the start, relative. */
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
