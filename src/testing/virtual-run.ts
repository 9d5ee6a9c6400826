// Runs the whole controller on the simulated plant in virtual time, one base tick after the other.
import type { Hal } from '../../hal/hal.js';
import { SampleTable } from '../../hal/samples.js';
import type { SimHal } from '../../hal/sim/sim-hal.js';
import type { VirtualDevices } from '../../hal/virtual/virtual-devices.js';
import type { CommandReply, CommandRequest } from '../commands/command.js';
import type { Config } from '../config/index.js';
import { RealTimeController } from '../control/controller.js';
import { controlPlan, equipmentOf } from '../control/plan/plan.js';
import { PerformanceProfiler } from '../control/profiler/performance-profiler.js';
import type { Condition, TickOutput } from '../control/tick.js';
import { Heartbeat } from '../heartbeat/heartbeat.js';
import { MOMENT } from '../heartbeat/moment.js';
import { NOWHERE } from '../heartbeat/sinks.js';
import type { ControlEvent } from '../vocabulary/events.js';
import { PHASES, type Phase } from '../vocabulary/words.js';
import { type Equip, type Equipment, equipmentFor, guardedOutputs } from './equipment.js';
import { VirtualClock } from './virtual-clock.js';
import { VirtualGuard } from './virtual-guard.js';

const NONE: never[] = [];
/** Identity of the event log of a virtual run. */
export const VIRTUAL_LOG = '00000000-0000-4000-8000-000000000000';

/** A value as a function of the seconds since it was forced; NaN does not change the channel. */
export type Signal = (elapsedS: number) => number;

interface Force {
  readonly channel: number;
  readonly startS: number;
  readonly signal: Signal;
}

/**
 * Deterministic: the same configuration and the same calls give the same run, bit for bit. With {@link devices} promises and
 * immediates have to run between two ticks, because drivers wait for their devices.
 */
export class VirtualRun implements Equipment {
  readonly hal: Hal;
  readonly simulation: SimHal;
  readonly devices: VirtualDevices | null;
  readonly controller: RealTimeController;
  /** What happened on the last base tick. */
  events: readonly ControlEvent[] = NONE;
  /** Answers to the commands that the last base tick applied. */
  replies: readonly CommandReply[] = NONE;

  private readonly time: VirtualClock;
  private readonly guard: VirtualGuard;
  private readonly heartbeat: Heartbeat;
  private readonly forced: Float64Array;
  private forces: readonly Force[] = NONE;
  private readonly burdens = new Set<{ readonly seconds: number; readonly phase: Phase | null }>();
  private requests = 0;
  private output!: TickOutput;

  private constructor(
    readonly config: Config,
    equip: Equip,
    host: readonly string[],
  ) {
    this.time = new VirtualClock(config.control.rateHz);
    const { hal, simulation, devices } = equip(() => this.time.nowS);
    this.hal = hal;
    this.simulation = simulation;
    this.devices = devices;
    this.guard = new VirtualGuard(guardedOutputs(this, () => this.guard.nowS));
    const plan = controlPlan(config, equipmentOf(hal, host));
    // In virtual time a tick takes no time: reading a real clock would make two equal runs differ.
    const profiler = new PerformanceProfiler({ phases: PHASES, clock: () => 0 });
    this.controller = new RealTimeController(plan, profiler, { log: VIRTUAL_LOG, alarms: [], trip: null });
    this.forced = new Float64Array(plan.channels.length).fill(Number.NaN);
    this.heartbeat = new Heartbeat({
      hal,
      host: new SampleTable(plan.host),
      controller: this.controller,
      profiler,
      lease: this.guard.lease,
      sinks: NOWHERE,
      forced: this.forced,
    });
  }

  /**
   * Makes a plant at rest with its controller, at time 0, before the first tick. With `hal.kind: linux` the drivers of the
   * configuration are between them, on virtual devices.
   *
   * @param host figures of the computer that the run shall have: they have no value until they are forced
   * @throws HalError when that configuration contradicts itself
   */
  static async create(config: Config, host: readonly string[] = []): Promise<VirtualRun> {
    const run = new VirtualRun(config, await equipmentFor(config), host);
    await run.hal.open(0, run.heartbeat);
    return run;
  }

  /** Plant time of the last base tick in seconds; negative before the first. */
  get timeS(): number {
    return this.time.timeS;
  }

  /** Plant time of the next base tick, s: later than 1/60 s from now when the controller is busy for longer. */
  get nextTimeS(): number {
    return this.time.nextTimeS;
  }

  /** Times of the last base tick, by position in CLOCK. */
  get clock(): Float64Array {
    return this.heartbeat.clock;
  }

  /** Gives a command, to be applied on the next control tick; returns the id that its reply will have. */
  command(request: CommandRequest): string {
    this.requests++;
    const requestId = `bench-${this.requests}`;
    this.heartbeat.command({ requestId, request, by: null, origin: 'scenario' });
    return requestId;
  }

  /** True for a channel that no sensor measures, and so no sensor fault can reach. */
  isComputed(channel: string): boolean {
    return this.controller.plan.layout.channels.indexOf(channel) >= this.controller.plan.sensorCount;
  }

  /** Replaces a computed channel by a signal, from the next base tick on. Returns a function that ends it. */
  force(channel: string, signal: Signal): () => void {
    const index = this.controller.plan.layout.channels.indexOf(channel);
    const force = { channel: index, startS: this.nextTimeS, signal };
    this.forces = [...this.forces, force];
    return () => {
      this.forces = this.forces.filter((other) => other !== force);
      this.forced[index] = Number.NaN;
    };
  }

  /** Makes each control tick take longer, in seconds; with a phase, only when that phase runs. Returns a function that ends it. */
  overrun(seconds: number, phase: Phase | null): () => void {
    const burden = { seconds, phase };
    this.burdens.add(burden);
    return () => this.burdens.delete(burden);
  }

  /** Sets or ends a condition that in a live run another thread reports. */
  setCondition(condition: Condition, holds: boolean): void {
    this.heartbeat.setCondition(condition, holds);
  }

  /** Presses or releases the emergency stop, as a HAL reports it. */
  emergencyStop(pressed: boolean): void {
    this.heartbeat.emergencyStop(pressed);
  }

  /** Runs the next base tick, after the guard has had its looks until then. True when it was a control tick. */
  tick(): boolean {
    const moment = this.time.proceed();
    const deadlineS = moment[MOMENT.deadlineS]!;
    this.guard.passTo(moment[MOMENT.beganS]!);
    for (const { channel, startS, signal } of this.forces) this.forced[channel] = signal(deadlineS - startS);
    const output = this.heartbeat.beat(moment);
    this.output = output;
    this.events = output.events.length > 0 ? [...output.events] : NONE;
    this.replies = output.replies.length > 0 ? [...output.replies] : NONE;
    const isControlTick = moment[MOMENT.isControl] === 1;
    if (isControlTick) this.time.spend(this.computeS());
    return isControlTick;
  }

  /** The record of the last base tick, from which the streams make their messages. */
  get frame(): Float64Array {
    return this.output.frame;
  }

  /** The setpoint of an output on the last control tick; undefined when there is no output of this name. */
  setpoint(name: string): number | undefined {
    const index = this.hal.outputs.findIndex((output) => output.name === name);
    return this.output.setpoints[index];
  }

  /** Compute time of the present control tick, s: the sum of the overruns that apply to it. */
  private computeS(): number {
    let seconds = 0;
    for (const burden of this.burdens) {
      if (burden.phase === null || this.controller.ran(burden.phase)) seconds += burden.seconds;
    }
    return seconds;
  }
}
