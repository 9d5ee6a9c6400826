// Rehearses the scan on made-up samples: until it is compiled before the start, and into the caches before each control tick.
import { SampleTable } from '../../hal/samples.js';
import type { Command } from '../control/commands.js';
import { RealTimeController } from '../control/controller.js';
import type { ControlPlan } from '../control/plan.js';
import { PerformanceProfiler } from '../control/profiler/performance-profiler.js';
import { BASE_RATE_HZ, PHASES } from '../control/states.js';
import { CLOCK, CONDITIONS, type TickInput } from '../control/tick.js';

/** A live loop would take minutes to run the scan as often as the compiler wants to see it: 15 times a second is rare. */
const WARM_UP_TICKS = 3000;
/** As a UUID has to look. */
const NO_LOG = '00000000-0000-4000-8000-000000000000';
const START: readonly Command[] = [
  { requestId: 'start', request: { name: 'start' }, by: null, origin: 'api' },
];
const NONE: readonly Command[] = [];

/**
 * Between two control ticks other code and other programs push the scan out of the processor's caches: the first run after
 * 66 ms takes several times as long as the second. The pacer waits for the deadline anyway; a run of the same code on a
 * controller of its own, whose results nobody sees, makes the run that counts the second one.
 */
export class Rehearsal {
  private readonly controller: RealTimeController;
  private readonly profiler: PerformanceProfiler;
  private readonly input: TickInput & { tick: number; isControlTick: boolean; commands: readonly Command[] };
  private readonly controlTicks: number;

  constructor(private readonly plan: ControlPlan) {
    this.profiler = new PerformanceProfiler({ phases: PHASES, clock: () => performance.now() });
    this.controller = new RealTimeController(plan, this.profiler, { log: NO_LOG, alarms: [], trip: null });
    this.controlTicks = Math.round(BASE_RATE_HZ * plan.periodS);
    this.input = {
      tick: -1,
      isControlTick: true,
      missed: 0,
      clock: new Float64Array(CLOCK.length),
      samples: new SampleTable(plan.layout.channels.slice(0, plan.sensorCount)),
      commands: NONE,
      conditions: new Uint8Array(CONDITIONS.length),
      notices: [],
      forced: null,
    };
  }

  /** Runs the scan until it is compiled: some tenths of a second. */
  warmUp(): void {
    this.input.commands = START;
    for (let n = 0; n < WARM_UP_TICKS; n++) {
      this.runOnce();
      this.input.commands = NONE;
    }
  }

  /** Runs the base ticks up to and including the next control tick, once. */
  readonly runOnce = (): void => {
    do this.step();
    while (!this.input.isControlTick);
  };

  private step(): void {
    const { input, plan, profiler } = this;
    input.tick++;
    input.isControlTick = input.tick % this.controlTicks === 0;
    const nowS = input.tick / BASE_RATE_HZ;
    input.clock[CLOCK.nowS] = nowS;
    input.clock[CLOCK.wallMs] = nowS * 1000;
    // Values that change a little and trip nothing.
    for (let i = 0; i < plan.sensorCount; i++)
      input.samples.put(i, 1 + 0.01 * Math.sin(input.tick + i), nowS);
    if (input.isControlTick) profiler.beginTick(input.tick);
    this.controller.step(input);
    if (input.isControlTick) profiler.endTick();
  }
}
