// Runs the scan on made-up samples before the first real tick, so that it is compiled when it matters.
import { SampleTable } from '../../hal/samples.js';
import { RealTimeController } from '../control/controller.js';
import type { ControlPlan } from '../control/plan.js';
import { PerformanceProfiler } from '../control/profiler/performance-profiler.js';
import { BASE_RATE_HZ, PHASES } from '../control/states.js';
import { CLOCK, CONDITIONS } from '../control/tick.js';

/** A real loop would take minutes to run the scan as often as the compiler wants to see it: 15 times a second is rare. */
const CONTROL_TICKS = 4000;
/** As a UUID has to look. */
const NO_LOG = '00000000-0000-4000-8000-000000000000';

/** Throws everything away that it computes. Takes some tens of milliseconds. */
export function warmUp(plan: ControlPlan): void {
  const profiler = new PerformanceProfiler({ phases: PHASES, clock: () => performance.now() });
  const controller = new RealTimeController(plan, profiler, { log: NO_LOG, alarms: [], trip: null });
  const samples = new SampleTable(plan.layout.channels.slice(0, plan.sensorCount));
  const clock = new Float64Array(CLOCK.length);
  const input = {
    tick: 0,
    isControlTick: true,
    missed: 0,
    clock,
    samples,
    commands: [],
    conditions: new Uint8Array(CONDITIONS.length),
    notices: [],
    forced: null,
  };
  const ticks = CONTROL_TICKS * BASE_RATE_HZ * plan.periodS;
  const control = Math.round(BASE_RATE_HZ * plan.periodS);
  for (let tick = 0; tick < ticks; tick++) {
    const nowS = tick / BASE_RATE_HZ;
    clock[CLOCK.nowS] = nowS;
    clock[CLOCK.wallMs] = nowS * 1000;
    input.tick = tick;
    input.isControlTick = tick % control === 0;
    for (let i = 0; i < plan.sensorCount; i++) samples.put(i, 1 + 0.01 * Math.sin(tick + i), nowS);
    if (input.isControlTick) profiler.beginTick(tick);
    controller.step(input);
    if (input.isControlTick) profiler.endTick();
  }
}
