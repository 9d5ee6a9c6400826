// Creates the control core of a live run: the controller with its plan and its profiler, and the rehearsal.
import type { Hal } from '../../../hal/hal.js';
import type { Config } from '../../config/index.js';
import { RealTimeController } from '../../control/controller.js';
import { type ControlPlan, controlPlan, equipmentOf } from '../../control/plan/plan.js';
import { PerformanceProfiler } from '../../control/profiler/performance-profiler.js';
import { PHASES } from '../../vocabulary/words.js';
import { profilerClock, Rehearsal } from '../rehearsal.js';

export interface Core {
  readonly plan: ControlPlan;
  readonly controller: RealTimeController;
  readonly profiler: PerformanceProfiler;
  readonly rehearsal: Rehearsal;
}

type Memory = ConstructorParameters<typeof RealTimeController>[2];

/**
 * Takes some tenths of a second, on a slow board 2 s, because the rehearsal lets the code of a tick be compiled.
 *
 * @param host the figures that the computer has
 * @param memory what the store remembers of the last run: its log, alarms and trip
 */
export function createCore(config: Config, hal: Hal, host: readonly string[], memory: Memory): Core {
  const plan = controlPlan(config, equipmentOf(hal, host));
  const rehearsal = new Rehearsal(plan);
  rehearsal.warmUp();
  const profiler = new PerformanceProfiler({ phases: PHASES, clock: profilerClock });
  return { plan, profiler, rehearsal, controller: new RealTimeController(plan, profiler, memory) };
}
