// Rehearses the heartbeat on made-up samples: before the start until it is compiled, and before each control tick to warm the caches.
import { performance } from 'node:perf_hooks';
import { FEEDBACK } from '../../hal/feedback.js';
import type { OutputInfo } from '../../hal/hal.js';
import { SampleTable } from '../../hal/samples.js';
import type { Command } from '../commands/command.js';
import { RealTimeController } from '../control/controller.js';
import type { ControlPlan } from '../control/plan/plan.js';
import { PerformanceProfiler } from '../control/profiler/performance-profiler.js';
import { Heartbeat, type HeartbeatHal } from '../heartbeat/heartbeat.js';
import { UNGUARDED } from '../heartbeat/lease/output-lease.js';
import { createMoment, MOMENT } from '../heartbeat/moment.js';
import { NOWHERE } from '../heartbeat/sinks.js';
import { Timetable } from '../heartbeat/timetable.js';
import { BASE_RATE_HZ, PHASES } from '../vocabulary/words.js';

/**
 * At 15 ticks a second it would take minutes until the compiler has seen the scan often enough to optimise it. Code
 * that was compiled for one controller is thrown away at the sight of the next, so there are several.
 */
const WARM_UP_CONTROLLERS = 4;
const WARM_UP_TICKS = 1000;
/** A board that is not done by then starts with code that the compiler finishes while it runs: a start must end in time everywhere. */
const WARM_UP_LIMIT_MS = 2000;
/** Any valid UUID. */
const NO_LOG = '00000000-0000-4000-8000-000000000000';
const START: Command = { requestId: 'start', request: { name: 'start' }, by: null, origin: 'api' };

/** Typical values of a running plant; channels that are not listed have the value 1. */
const PLAUSIBLE: Readonly<Record<string, number>> = {
  'chain.velocity': 1.5,
  'chain.tension': 5800,
  'generator.speed': 38,
  'generator.torque': 120,
  'generator.voltage': 150,
  'generator.current': 28,
  'generator.power': 4300,
  'generator.temperature': 40,
  'pneumatics.tankPressure': 257_000,
  'pneumatics.compressorPower': 12_000,
  'water.temperature': 12,
};
const WIGGLE = 0.005;

/**
 * Monotonic time, ms. One function for all controllers: a second function of the same text would be another one to the compiler. It is
 * bound once, because the global `performance` is an accessor and its `now` checks `this`, which takes as long as the reading itself.
 */
export const profilerClock: () => number = performance.now.bind(performance);

/**
 * Between two control ticks other code and other programs push the scan out of the processor's caches: the first run after
 * 66 ms takes several times as long as the second. The pacer waits for the deadline anyway; a run of the same code on a
 * controller of its own, whose results nobody sees, makes the run that counts the second one.
 */
export class Rehearsal {
  private rehearsed: RehearsedController;

  constructor(private readonly plan: ControlPlan) {
    this.rehearsed = new RehearsedController(plan);
  }

  /**
   * Runs the scan until it is compiled: some tenths of a second, and never much longer than the limit. Returns the number of control
   * ticks that it ran.
   *
   * @param clock monotonic time, ms
   */
  warmUp(clock: () => number = profilerClock): number {
    const endMs = clock() + WARM_UP_LIMIT_MS;
    let ticks = 0;
    for (let n = 0; n < WARM_UP_CONTROLLERS && clock() < endMs; n++) {
      this.rehearsed = new RehearsedController(this.plan);
      for (let tick = 0; tick < WARM_UP_TICKS && clock() < endMs; tick++) {
        this.rehearsed.runOnce();
        ticks++;
      }
    }
    return ticks;
  }

  /**
   * Runs the base ticks up to and including the next control tick, once: that fetches the code. Looking over the controller
   * that counts fetches its data.
   */
  runOnce(live: RealTimeController): void {
    this.rehearsed.runOnce();
    live.lookOver();
  }
}

/** Made-up sensor values of a running plant. */
class PlausibleHal implements HeartbeatHal {
  readonly samples: SampleTable;
  readonly feedback: Uint8Array;
  private readonly means: Float64Array;
  private steps = 0;

  constructor(
    sensors: readonly string[],
    readonly outputs: readonly OutputInfo[],
  ) {
    this.samples = new SampleTable(sensors);
    this.feedback = new Uint8Array(outputs.length);
    this.means = Float64Array.from(sensors, (name) => PLAUSIBLE[name] ?? 1);
  }

  advance(nowS: number): void {
    const { means, samples } = this;
    for (let i = 0; i < means.length; i++)
      samples.put(i, means[i]! * (1 + WIGGLE * Math.sin(this.steps + i)), nowS);
    this.steps++;
  }

  /** Every contact agrees: else the rehearsed plant would not start. */
  write(setpoints: Float64Array): void {
    const { outputs, feedback } = this;
    for (let i = 0; i < outputs.length; i++) {
      if (outputs[i]!.hasFeedback) feedback[i] = setpoints[i]! >= 0.5 ? FEEDBACK.on : FEEDBACK.off;
    }
  }

  discardInput(): void {}
  reopen(): void {}
}

/** The heartbeat of a controller whose plant is a list of plausible numbers. */
class RehearsedController {
  private readonly heartbeat: Heartbeat;
  private readonly timetable: Timetable;
  private readonly moment = createMoment();

  constructor(plan: ControlPlan) {
    const sensors = plan.layout.channels.slice(0, plan.sensorCount);
    const profiler = new PerformanceProfiler({ phases: PHASES, clock: profilerClock });
    this.timetable = new Timetable(plan.config.control.rateHz);
    this.heartbeat = new Heartbeat({
      hal: new PlausibleHal(sensors, plan.outputs),
      controller: new RealTimeController(plan, profiler, { log: NO_LOG, alarms: [], trip: null }),
      profiler,
      lease: UNGUARDED,
      sinks: NOWHERE,
      forced: null,
    });
    this.heartbeat.command(START);
  }

  /** Up to and including the next control tick. */
  runOnce(): void {
    do this.beat();
    while (!this.timetable.isControl);
  }

  private beat(): void {
    const { timetable, moment } = this;
    timetable.begin(timetable.next);
    const nowS = timetable.tick / BASE_RATE_HZ;
    moment[MOMENT.tick] = timetable.tick;
    moment[MOMENT.isControl] = timetable.isControl ? 1 : 0;
    moment[MOMENT.deadlineS] = nowS;
    moment[MOMENT.beganS] = nowS;
    moment[MOMENT.wallMs] = nowS * 1000;
    this.heartbeat.beat(moment);
  }
}
