// Rehearses the scan on made-up samples: until it is compiled before the start, and into the caches before each control tick.
import { SampleTable } from '../../hal/samples.js';
import type { Command } from '../commands/command.js';
import { RealTimeController } from '../control/controller.js';
import type { ControlPlan } from '../control/plan/plan.js';
import { PerformanceProfiler } from '../control/profiler/performance-profiler.js';
import { CLOCK, CONDITIONS, type TickInput } from '../control/tick.js';
import { BASE_RATE_HZ, PHASES } from '../control/vocabulary.js';

/**
 * A live loop would take minutes to run the scan as often as the compiler wants to see it: 15 times a second is rare. Code
 * that was compiled for one controller is thrown away at the sight of the next, so there are several.
 */
const WARM_UP_CONTROLLERS = 4;
const WARM_UP_TICKS = 1000;
/** As a UUID has to look. */
const NO_LOG = '00000000-0000-4000-8000-000000000000';
const START: readonly Command[] = [
  { requestId: 'start', request: { name: 'start' }, by: null, origin: 'api' },
];
const NONE: readonly Command[] = [];

/** A plant at work, about; what is not named is 1. */
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

/** One for all controllers: a second function of the same text would be another one to the compiler. */
export const profilerClock = (): number => performance.now();

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

  /** Runs the scan until it is compiled: some tenths of a second. */
  warmUp(): void {
    for (let n = 0; n < WARM_UP_CONTROLLERS; n++) {
      this.rehearsed = new RehearsedController(this.plan);
      for (let tick = 0; tick < WARM_UP_TICKS; tick++) this.rehearsed.runOnce();
    }
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

/** A controller whose plant is a list of plausible numbers. */
class RehearsedController {
  private readonly profiler = new PerformanceProfiler({ phases: PHASES, clock: profilerClock });
  private readonly controller: RealTimeController;
  private readonly input: TickInput & { tick: number; isControlTick: boolean; commands: readonly Command[] };
  private readonly controlTicks: number;
  private readonly means: Float64Array;

  constructor(plan: ControlPlan) {
    const sensors = plan.layout.channels.slice(0, plan.sensorCount);
    this.controller = new RealTimeController(plan, this.profiler, { log: NO_LOG, alarms: [], trip: null });
    this.controlTicks = Math.round(BASE_RATE_HZ * plan.periodS);
    this.means = Float64Array.from(sensors, (name) => PLAUSIBLE[name] ?? 1);
    this.input = {
      tick: -1,
      isControlTick: true,
      missed: 0,
      clock: new Float64Array(CLOCK.length),
      samples: new SampleTable(sensors),
      commands: START,
      conditions: new Uint8Array(CONDITIONS.length),
      notices: [],
      forced: null,
    };
  }

  runOnce(): void {
    do this.step();
    while (!this.input.isControlTick);
    // The first control tick has started the plant.
    if (this.input.tick > 0) this.input.commands = NONE;
  }

  private step(): void {
    const { input, means, profiler } = this;
    input.tick++;
    input.isControlTick = input.tick % this.controlTicks === 0;
    const nowS = input.tick / BASE_RATE_HZ;
    input.clock[CLOCK.nowS] = nowS;
    input.clock[CLOCK.wallMs] = nowS * 1000;
    for (let i = 0; i < means.length; i++) {
      input.samples.put(i, means[i]! * (1 + WIGGLE * Math.sin(input.tick + i)), nowS);
    }
    if (input.isControlTick) profiler.beginTick(input.tick);
    this.controller.step(input);
    if (input.isControlTick) profiler.endTick();
  }
}
