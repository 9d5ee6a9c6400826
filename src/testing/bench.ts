// The bench: the whole controller on the simulated plant in virtual time, one base tick after the other.
import { SimHal } from '../../hal/sim/sim-hal.js';
import type { Config } from '../config/index.js';
import type { Command, CommandReply, CommandRequest } from '../control/commands.js';
import { RealTimeController } from '../control/controller.js';
import type { Alert, ControlEvent } from '../control/events.js';
import { controlPlan } from '../control/plan.js';
import { PerformanceProfiler } from '../control/profiler/performance-profiler.js';
import { Cadence } from '../control/schedule.js';
import { BASE_RATE_HZ, PHASES } from '../control/states.js';
import { CLOCK, CONDITIONS, type TickOutput } from '../control/tick.js';

/** Wall time at the start of every virtual run, so that equal runs have equal time stamps: 2026-01-01T00:00:00Z. */
const VIRTUAL_EPOCH_MS = Date.UTC(2026, 0, 1);
/** Identity of the event log of a virtual run. */
const VIRTUAL_LOG = '00000000-0000-4000-8000-000000000000';

/** Deterministic: the same configuration and the same calls give the same run, bit for bit. */
export class Bench {
  readonly hal: SimHal;
  readonly controller: RealTimeController;
  /** The last word on every alarm that fired. */
  readonly alerts = new Map<string, Alert>();
  /** What happened on the last base tick. */
  events: readonly ControlEvent[] = [];
  readonly replies: CommandReply[] = [];
  /** Times of the last base tick, by position in CLOCK. */
  readonly clock = new Float64Array(CLOCK.length);

  private readonly control: Cadence;
  private readonly conditions = new Uint8Array(CONDITIONS.length);
  private readonly forced: Float64Array;
  private commands: Command[] = [];
  private nextTick = 0;
  private requests = 0;
  private output!: TickOutput;

  private constructor(
    readonly config: Config,
    hal: SimHal,
  ) {
    this.hal = hal;
    this.control = new Cadence(config.control.rateHz);
    const plan = controlPlan(config, {
      sensors: hal.samples.names,
      outputs: hal.outputs,
      counters: hal.counters.names,
      isSimulated: true,
    });
    // In virtual time a tick takes no time: reading a real clock would make two equal runs differ.
    const profiler = new PerformanceProfiler({ phases: PHASES, clock: () => 0 });
    this.controller = new RealTimeController(plan, profiler, { log: VIRTUAL_LOG, alarms: [], trip: null });
    this.forced = new Float64Array(plan.channels.length).fill(Number.NaN);
  }

  /** A plant at rest with its controller, at time 0; nothing has run yet. */
  static async create(config: Config): Promise<Bench> {
    const hal = new SimHal({ parameters: config.hal.sim, limits: (name) => config.channels[name] ?? {} });
    await hal.open(0, { lost() {}, recovered() {} });
    return new Bench(config, hal);
  }

  /** Plant time of the last base tick in seconds; negative before the first. */
  get timeS(): number {
    return (this.nextTick - 1) / BASE_RATE_HZ;
  }

  /** Plant time of the base tick to come. */
  get nextTimeS(): number {
    return this.nextTick / BASE_RATE_HZ;
  }

  /** Gives a command, to be applied on the next control tick. */
  command(request: CommandRequest): void {
    this.requests++;
    this.commands.push({ requestId: `bench-${this.requests}`, request, by: null, origin: 'scenario' });
  }

  /**
   * Forces a computed channel, one that no sensor measures and so no sensor fault can reach. NaN ends it.
   *
   * @returns false when the plant has no such computed channel
   */
  force(channel: string, value: number): boolean {
    const index = this.controller.plan.layout.channels.indexOf(channel);
    if (index < this.controller.plan.sensorCount) return false;
    this.forced[index] = value;
    return true;
  }

  /** Runs one base tick, 1/60 s; true when it was a control tick. */
  tick(): boolean {
    const tick = this.nextTick++;
    const nowS = tick / BASE_RATE_HZ;
    const isControlTick = this.control.take(tick);
    this.hal.advance(nowS);
    this.clock[CLOCK.nowS] = nowS;
    this.clock[CLOCK.wallMs] = VIRTUAL_EPOCH_MS + Math.round(nowS * 1000);
    const { profiler } = this.controller.view;
    if (isControlTick) profiler.beginTick(tick);
    const output = this.controller.step({
      tick,
      isControlTick,
      missed: 0,
      clock: this.clock,
      samples: this.hal.samples,
      commands: isControlTick ? this.commands : [],
      conditions: this.conditions,
      notices: [],
      forced: this.forced,
    });
    if (isControlTick) {
      profiler.endTick();
      this.commands = [];
      this.hal.write(output.setpoints);
    }
    this.take(output);
    return isControlTick;
  }

  /** Runs until the plant time, in seconds, is reached. */
  runUntil(timeS: number): void {
    while (this.nextTick / BASE_RATE_HZ <= timeS) this.tick();
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

  private take(output: TickOutput): void {
    this.output = output;
    this.events = [...output.events];
    this.replies.push(...output.replies);
    for (const { type, data } of output.events) {
      if (type !== 'alert') continue;
      const alert = data as unknown as Alert;
      this.alerts.set(alert.rule, alert);
    }
  }
}
