// Runs a controller on samples that a test chooses, one base tick after the other.
import type { OutputInfo } from '../../hal/hal.js';
import { SampleTable } from '../../hal/samples.js';
import { HOST_STALE_AFTER_S } from '../../src/catalogue/host-channels.js';
import type { CommandReply, CommandRequest } from '../../src/commands/command.js';
import { parseConfig } from '../../src/config/index.js';
import { RealTimeController } from '../../src/control/controller.js';
import { type ControlPlan, controlPlan } from '../../src/control/plan/plan.js';
import { PerformanceProfiler } from '../../src/control/profiler/performance-profiler.js';
import type { RecoveryRequest } from '../../src/control/recovery/request.js';
import type { Condition, SourceNotice } from '../../src/control/tick.js';
import { Heartbeat } from '../../src/heartbeat/heartbeat.js';
import { UNGUARDED } from '../../src/heartbeat/lease/output-lease.js';
import { createMoment, MOMENT } from '../../src/heartbeat/moment.js';
import { NOWHERE } from '../../src/heartbeat/sinks.js';
import { Timetable } from '../../src/heartbeat/timetable.js';
import type { Alert, ControlEvent, EventType, Trip } from '../../src/vocabulary/events.js';
import { BASE_RATE_HZ, PHASES } from '../../src/vocabulary/words.js';

export const LOG = 'c0ffee00-0000-4000-8000-000000000000';
const WALL_START_MS = 1_764_000_000_000;

export const OUTPUTS: readonly OutputInfo[] = [
  { name: 'brake', role: 'brake', safe: 0 },
  { name: 'contactor', role: 'contactor', safe: 0 },
  { name: 'load', role: 'load', safe: 0 },
  { name: 'heartbeat', role: 'heartbeat', safe: 0 },
];

/** Values of the default operating point. */
export const DEFAULT_POINT: Readonly<Record<string, number>> = {
  'chain.velocity': 1.549,
  'chain.position': 10,
  'chain.tension': 5780,
  'generator.speed': 39.3,
  'generator.torque': 120,
  'generator.voltage': 155.1,
  'generator.current': 28.57,
  'generator.temperature': 40,
  'pneumatics.tankPressure': 257_200,
  'pneumatics.compressorPower': 12_000,
  'water.temperature': 12,
};

export interface RigOptions {
  /** The configuration, as YAML. */
  readonly config?: string;
  readonly sensors?: readonly string[];
  /** The sources of each sensor. */
  readonly sourcesOf?: readonly (readonly string[])[];
  readonly isSimulated?: boolean;
  readonly outputs?: readonly OutputInfo[];
  /** The figures that the computer has. */
  readonly host?: readonly string[];
  readonly trip?: Trip | null;
  readonly remembered?: readonly Alert[];
}

export interface TickOptions {
  readonly missed?: number;
  readonly stalledS?: number;
  readonly guardSilentS?: number;
  readonly computeS?: number;
  readonly latenessS?: number;
}

export class Rig {
  readonly samples: SampleTable;
  /** The figures of the computer. */
  readonly host: SampleTable;
  readonly plan: ControlPlan;
  readonly controller: RealTimeController;
  /** All events so far. */
  readonly events: ControlEvent[] = [];
  readonly replies: CommandReply[] = [];
  /** All requests of the recovery so far. */
  readonly asked: RecoveryRequest[] = [];
  /** The values that the sensors deliver on each base tick. A channel without an entry is silent. */
  readonly values = new Map<string, number>();
  /** What the feedback contacts say, a FEEDBACK for each output. */
  readonly feedback: Uint8Array;
  private readonly heartbeat: Heartbeat;
  private readonly moment = createMoment();
  private readonly timetable: Timetable;
  private readonly controlTicks: number;
  /** When the next base tick is due, in base periods after tick 0. */
  now = 0;
  private guardSilentS = 0;
  /** The frame of the last beat. */
  private frame: Float64Array = new Float64Array();
  private requests = 0;

  constructor({
    config = '',
    sensors = Object.keys(DEFAULT_POINT),
    isSimulated = true,
    outputs = OUTPUTS,
    host = [],
    sourcesOf = sensors.map((name) => [name]),
    ...memory
  }: RigOptions = {}) {
    const parsed = parseConfig(config, 'rig.yaml');
    if (parsed.config === undefined) throw new Error(JSON.stringify(parsed.problems));
    const { config: resolved } = parsed;
    this.samples = new SampleTable(sensors, (name) => resolved.channels[name] ?? {});
    this.plan = controlPlan(resolved, { sensors, sourcesOf, outputs, isSimulated, host });
    this.host = new SampleTable(this.plan.host, () => ({ staleAfter: HOST_STALE_AFTER_S }));
    const profiler = new PerformanceProfiler({ phases: PHASES, clock: () => 0 });
    this.controller = new RealTimeController(this.plan, profiler, {
      log: LOG,
      alarms: memory.remembered ?? [],
      trip: memory.trip ?? null,
    });
    this.feedback = new Uint8Array(outputs.length);
    this.timetable = new Timetable(resolved.control.rateHz);
    this.controlTicks = BASE_RATE_HZ / resolved.control.rateHz;
    this.heartbeat = new Heartbeat({
      hal: {
        samples: this.samples,
        outputs,
        feedback: this.feedback,
        advance: (nowS) => this.deliver(nowS),
        write() {},
        discardInput() {},
        reopen() {},
      },
      host: this.host,
      controller: this.controller,
      profiler,
      lease: { ...UNGUARDED, silentS: () => this.guardSilentS },
      sinks: {
        ...NOWHERE,
        event: (event) => this.events.push(event),
        reply: (reply) => this.replies.push(reply),
      },
      forced: null,
    });
    for (const name of sensors) this.values.set(name, DEFAULT_POINT[name] ?? 0);
  }

  /** The deadline of the last base tick, seconds. */
  get nowS(): number {
    return (this.now - 1) / BASE_RATE_HZ;
  }

  command(request: CommandRequest): void {
    this.requests++;
    this.heartbeat.command({ requestId: `r${this.requests}`, request, by: null, origin: 'api' });
  }

  notice({ source, state, reason }: SourceNotice): void {
    if (state === 'lost') this.heartbeat.lost(source, reason);
    else if (state !== 'recovered') this.heartbeat.warned(source, reason, state === 'unreadable');
    else this.heartbeat.recovered(source);
  }

  setCondition(condition: Condition, holds: boolean): void {
    this.heartbeat.setCondition(condition, holds);
  }

  /** Runs one base tick: the sensors deliver, then the controller steps. */
  tick({ missed = 0, stalledS = 0, guardSilentS = 0, computeS = 0, latenessS = 0 }: TickOptions = {}) {
    const { moment, timetable } = this;
    timetable.begin(this.now);
    this.now = timetable.next;
    const nowS = timetable.tick / BASE_RATE_HZ;
    moment[MOMENT.tick] = timetable.tick;
    moment[MOMENT.isControl] = timetable.isControl ? 1 : 0;
    moment[MOMENT.missed] = missed;
    moment[MOMENT.deadlineS] = nowS;
    moment[MOMENT.beganS] = nowS;
    moment[MOMENT.wallMs] = WALL_START_MS + Math.round(nowS * 1000);
    moment[MOMENT.latenessS] = latenessS;
    moment[MOMENT.computeS] = computeS;
    moment[MOMENT.stalledS] = stalledS;
    this.guardSilentS = guardSilentS;
    const output = this.heartbeat.beat(moment);
    this.asked.push(...output.requests);
    this.frame = output.frame;
    return output;
  }

  /** Skips this number of control ticks, as if the tick before took too long. */
  skip(controlTicks: number): void {
    this.now += controlTicks * this.controlTicks;
  }

  /** Runs for this plant time. */
  run(seconds: number, options: TickOptions = {}): void {
    for (let n = 0; n < seconds * BASE_RATE_HZ; n++) this.tick(options);
  }

  /** Runs up to and including the next control tick. */
  controlTick(options: TickOptions = {}) {
    while (this.now % this.controlTicks !== 0) this.tick();
    return this.tick(options);
  }

  setpoint(name: string): number {
    return this.lastSetpoints()[this.outputIndex(name)]!;
  }

  eventsOf(type: EventType): ControlEvent[] {
    return this.events.filter((event) => event.type === type);
  }

  alerts(rule: string): Alert[] {
    const alerts = this.eventsOf('alert').map(({ data }) => data as unknown as Alert);
    return alerts.filter((alert) => alert.rule === rule);
  }

  /** Starts the plant from rest and waits until it runs. */
  start(): void {
    const setSpeed = this.bringToRest();
    this.command({ name: 'start' });
    this.controlTick();
    this.speedUp(setSpeed);
    this.run(6);
    if (this.controller.plantState !== 'running')
      throw new Error(`the plant is ${this.controller.plantState}`);
  }

  /** Speeds the chain up within two seconds. */
  speedUp(setSpeed: (share: number) => void): void {
    for (let n = 1; n <= 120; n++) {
      setSpeed(n / 120);
      this.tick();
    }
  }

  /**
   * Lets the speed sensors show a standstill until the plant detects it. The returned function sets them to a share
   * of their values before.
   */
  bringToRest(): (share: number) => void {
    const speeds = ['chain.velocity', 'generator.speed'].filter((name) => this.values.has(name));
    const before = speeds.map((name) => [name, this.values.get(name)!] as const);
    for (const name of speeds) this.values.set(name, 0);
    this.controlTick();
    for (let n = 0; n < 30 && this.controller.view.motion.turns; n++) this.run(0.1);
    return (share) => {
      for (const [name, value] of before) this.values.set(name, share * value);
    };
  }

  private outputIndex(name: string): number {
    return this.plan.outputs.findIndex((output) => output.name === name);
  }

  private lastSetpoints(): Float64Array {
    const { layout } = this.plan;
    return this.frame.subarray(layout.setpoints, layout.length);
  }

  private deliver(nowS: number): void {
    for (const [name, value] of this.values) this.samples.put(this.samples.indexOf(name), value, nowS);
  }
}
