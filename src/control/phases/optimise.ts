// optimise: chooses the degradation step, the depth of the checks, the rate of the telemetry and, if asked to, the load.
import type { ControlState } from '../control-state.js';
import { STEP } from '../optimizer/degradation-ladder.js';
import { CLOCK, type TickInput, type TickOutput } from '../tick.js';

export function optimise(state: ControlState, input: TickInput, output: TickOutput): void {
  const { optimizer, stability, plan, misses } = state;
  const { ladder } = optimizer;
  // A tripped plant is below every step already: an overload that goes on takes it no further.
  const tripped = state.plant.state === 'tripped';
  if (tripped) ladder.reset();
  const before = ladder.step;
  const unstable = !tripped && stability.violated && plan.config.limits.onViolation === 'degrade';
  const computeS = tripped ? 0 : input.clock[CLOCK.computeS]!;
  // A stall is the interlock's case: nothing that a tick leaves out would have prevented it.
  const missed = tripped || input.clock[CLOCK.stalledS]! > 0 ? 0 : input.missed;
  if (optimizer.update(input.clock[CLOCK.nowS]!, computeS, missed, unstable, state.mode)) {
    const ts = input.clock[CLOCK.wallMs]!;
    output.events.push({
      type: 'degradation',
      ts,
      data: { from: before, to: ladder.step, cause: ladder.cause },
    });
  }
  state.degradation = ladder.step;
  state.validation = optimizer.validation;
  state.streams.setTelemetryHz(optimizer.telemetryHz);
  if (ladder.step < STEP.priorityOnly) misses.clear();
  else misses.add(missed);
  state.loadOptimizer.update(state.image, input.clock, state);
}
