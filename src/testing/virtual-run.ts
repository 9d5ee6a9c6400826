// The whole controller on the simulated plant in virtual time, one base tick after the other.
import type { Hal, HalListener } from '../../hal/hal.js';
import { simulationParameters } from '../../hal/sim/parameters.js';
import { SimHal } from '../../hal/sim/sim-hal.js';
import type { VirtualDevices } from '../../hal/virtual/virtual-devices.js';
import type { Command, CommandReply, CommandRequest } from '../commands/command.js';
import type { Config } from '../config/index.js';
import { RealTimeController } from '../control/controller.js';
import type { ControlEvent } from '../control/events.js';
import { controlPlan, equipmentOf } from '../control/plan/plan.js';
import { Cadence } from '../control/plan/schedule.js';
import { STALL_LIMIT_S } from '../control/plant/interlocks.js';
import { PerformanceProfiler } from '../control/profiler/performance-profiler.js';
import { ConditionBoard } from '../control/state/condition-board.js';
import { CLOCK, CONDITIONS, type Condition, type SourceNotice, type TickOutput } from '../control/tick.js';
import { BASE_RATE_HZ, PHASES, type Phase } from '../control/vocabulary.js';

/** Wall time at the start of every virtual run, so that equal runs have equal time stamps: 2026-01-01T00:00:00Z. */
const VIRTUAL_EPOCH_MS = Date.UTC(2026, 0, 1);
/** A time in ticks that is short of a whole number by no more than this is that number. */
const ROUNDING_TICKS = 1e-6;
const NONE: never[] = [];
/** Identity of the event log of a virtual run. */
export const VIRTUAL_LOG = '00000000-0000-4000-8000-000000000000';

/** A value over the seconds since it was forced; NaN leaves the channel as it is. */
export type Signal = (elapsedS: number) => number;

interface Force {
  readonly channel: number;
  readonly startS: number;
  readonly signal: Signal;
}

/** What the controller runs on. */
interface Equipment {
  readonly hal: Hal;
  /** The plant and its sensors, behind whatever HAL. */
  readonly simulation: SimHal;
  /** The devices between the two; null where the simulation is the HAL. */
  readonly devices: VirtualDevices | null;
}

/**
 * Deterministic: the same configuration and the same calls give the same run, bit for bit. With {@link devices} promises and
 * immediates have to run between two ticks, because drivers wait for their devices.
 */
export class VirtualRun implements HalListener, Equipment {
  readonly hal: Hal;
  readonly simulation: SimHal;
  readonly devices: VirtualDevices | null;
  readonly controller: RealTimeController;
  /** What happened on the last base tick. */
  events: readonly ControlEvent[] = NONE;
  /** Answers to the commands that the last base tick applied. */
  replies: readonly CommandReply[] = NONE;
  /** Times of the last base tick, by position in CLOCK. */
  readonly clock = new Float64Array(CLOCK.length);

  private readonly control: Cadence;
  private readonly board = new ConditionBoard();
  private readonly conditions = new Uint8Array(CONDITIONS.length);
  private readonly safeSetpoints: Float64Array;
  private readonly forced: Float64Array;
  private forces: readonly Force[] = NONE;
  private commands: Command[] = [];
  private notices: SourceNotice[] = [];
  private readonly burdens = new Set<{ readonly seconds: number; readonly phase: Phase | null }>();
  private nextTick = 0;
  private nowS = 0;
  private busyUntilS = 0;
  private lastBeganS = 0;
  private requests = 0;
  private output!: TickOutput;

  private constructor(
    readonly config: Config,
    equip: (clock: () => number) => Equipment,
  ) {
    const { hal, simulation, devices } = equip(() => this.nowS);
    this.hal = hal;
    this.simulation = simulation;
    this.devices = devices;
    this.safeSetpoints = Float64Array.from(hal.outputs, ({ safe }) => safe);
    this.control = new Cadence(config.control.rateHz);
    const plan = controlPlan(config, equipmentOf(hal));
    // In virtual time a tick takes no time: reading a real clock would make two equal runs differ.
    const profiler = new PerformanceProfiler({ phases: PHASES, clock: () => 0 });
    this.controller = new RealTimeController(plan, profiler, { log: VIRTUAL_LOG, alarms: [], trip: null });
    this.forced = new Float64Array(plan.channels.length).fill(Number.NaN);
  }

  /**
   * A plant at rest with its controller, at time 0; nothing has run yet. With `hal.kind: linux` between them are the drivers of the
   * configuration, on virtual devices.
   *
   * @throws HalError when that configuration contradicts itself
   */
  static async create(config: Config): Promise<VirtualRun> {
    const equip = config.hal.kind === 'linux' ? await drivers(config) : simulation(config);
    const run = new VirtualRun(config, equip);
    await run.hal.open(0, run);
    return run;
  }

  /** Plant time of the last base tick in seconds; negative before the first. */
  get timeS(): number {
    return (this.nextTick - 1) / BASE_RATE_HZ;
  }

  /** Plant time of the base tick to come: later than 1/60 s from now when the controller is busy for so long. */
  get nextTimeS(): number {
    return this.comingTick() / BASE_RATE_HZ;
  }

  /** Gives a command, to be applied on the next control tick; returns the id that its reply will have. */
  command(request: CommandRequest): string {
    this.requests++;
    const requestId = `bench-${this.requests}`;
    this.commands.push({ requestId, request, by: null, origin: 'scenario' });
    return requestId;
  }

  /** True for a channel that no sensor measures, and so no sensor fault can reach. */
  isComputed(channel: string): boolean {
    return this.controller.plan.layout.channels.indexOf(channel) >= this.controller.plan.sensorCount;
  }

  /** Puts a signal in the place of a computed channel, from the base tick to come on. Returns how to end it. */
  force(channel: string, signal: Signal): () => void {
    const index = this.controller.plan.layout.channels.indexOf(channel);
    const force = { channel: index, startS: this.nextTimeS, signal };
    this.forces = [...this.forces, force];
    return () => {
      this.forces = this.forces.filter((other) => other !== force);
      this.forced[index] = Number.NaN;
    };
  }

  /** Makes each control tick take longer, in seconds; with a phase, only when that phase runs. Returns how to end it. */
  overrun(seconds: number, phase: Phase | null): () => void {
    const burden = { seconds, phase };
    this.burdens.add(burden);
    return () => this.burdens.delete(burden);
  }

  /** Sets or ends a condition of the threads that a virtual run does not have. */
  setCondition(condition: Condition, holds: boolean): void {
    this.board.set(condition, holds);
  }

  lost(source: string, reason: string): void {
    this.notices.push({ source, state: 'lost', reason });
  }

  recovered(source: string): void {
    this.notices.push({ source, state: 'recovered', reason: '' });
  }

  /** Acts at the edge, as a running program does. */
  emergencyStop(pressed: boolean): void {
    if (pressed) this.hal.write(this.safeSetpoints);
    this.setCondition('emergency_stop', pressed);
  }

  /**
   * Runs the next base tick, as the pacer would: 1/60 s after the last one, or later when the controller was busy for so long.
   * True when it was a control tick.
   */
  tick(): boolean {
    const { clock, controller, hal } = this;
    const tick = this.comingTick();
    this.nextTick = tick + 1;
    const deadlineS = tick / BASE_RATE_HZ;
    const beganS = Math.max(deadlineS, this.busyUntilS);
    const isControlTick = this.control.take(tick);
    const stoodS = beganS - this.lastBeganS;
    this.nowS = deadlineS;
    if (stoodS > STALL_LIMIT_S) {
      clock[CLOCK.stalledS] = stoodS;
      hal.discardInput(deadlineS);
    }
    hal.advance(deadlineS);
    clock[CLOCK.nowS] = deadlineS;
    clock[CLOCK.wallMs] = VIRTUAL_EPOCH_MS + Math.round(deadlineS * 1000);
    this.lastBeganS = beganS;
    if (isControlTick) {
      clock[CLOCK.latenessS] = beganS - this.control.dueTick / BASE_RATE_HZ;
      controller.view.profiler.beginTick(tick);
      this.board.take(this.conditions);
    }
    for (const { channel, startS, signal } of this.forces) this.forced[channel] = signal(deadlineS - startS);
    const output = controller.step({
      tick,
      isControlTick,
      missed: isControlTick ? this.control.missed : 0,
      clock,
      samples: hal.samples,
      commands: isControlTick ? this.commands : NONE,
      conditions: this.conditions,
      notices: isControlTick ? this.notices : NONE,
      forced: this.forced,
    });
    if (isControlTick) this.endControlTick(output, beganS);
    this.output = output;
    this.events = output.events.length > 0 ? [...output.events] : NONE;
    this.replies = output.replies.length > 0 ? [...output.replies] : NONE;
    return isControlTick;
  }

  /** The record that the streams make their messages of, as the last base tick left it. */
  get frame(): Float64Array {
    return this.output.frame;
  }

  /** What an output was driven with on the last control tick; undefined when there is none of that name. */
  setpoint(name: string): number | undefined {
    const index = this.hal.outputs.findIndex((output) => output.name === name);
    return this.output.setpoints[index];
  }

  private comingTick(): number {
    return Math.max(this.nextTick, Math.floor(this.busyUntilS * BASE_RATE_HZ + ROUNDING_TICKS));
  }

  private endControlTick(output: TickOutput, beganS: number): void {
    this.controller.view.profiler.endTick();
    this.commands = [];
    this.notices = [];
    this.hal.write(output.setpoints);
    for (const { source } of output.requests) this.hal.reopen(source);
    const computeS = this.computeS();
    this.clock[CLOCK.computeS] = computeS;
    this.clock[CLOCK.stalledS] = 0;
    this.busyUntilS = beganS + computeS;
  }

  /** In virtual time a tick takes what the bench is told that it takes. */
  private computeS(): number {
    let seconds = 0;
    for (const burden of this.burdens) {
      if (burden.phase === null || this.controller.ran(burden.phase)) seconds += burden.seconds;
    }
    return seconds;
  }
}

function simulation({ plant, hal, channels }: Config): (clock: () => number) => Equipment {
  return () => {
    const parameters = simulationParameters(plant, hal.sim);
    const simulated = new SimHal({ parameters, limits: (name) => channels[name] ?? {} });
    return { hal: simulated, simulation: simulated, devices: null };
  };
}

/** The drivers bring native modules with them, which a run on the simulation alone does without. */
async function drivers(config: Config): Promise<(clock: () => number) => Equipment> {
  const { VirtualDevicesHal } = await import('../../hal/virtual/virtual-devices-hal.js');
  const settings = (name: string) => config.channels[name] ?? {};
  const { sim, serial, i2c, gpioChip, gpio, outputs } = config.hal;
  const parameters = simulationParameters(config.plant, sim);
  return (clock) => {
    const options = { serial, i2c, gpioChip, gpio, outputs, parameters, clock };
    const hal = new VirtualDevicesHal({ ...options, limits: settings, voting: settings });
    return { hal, simulation: hal.simulation, devices: hal.devices };
  };
}
