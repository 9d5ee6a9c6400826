// optimise: chooses the degradation step, the depth of the checks and the rate of the telemetry for the ticks to come.
import type { ControlState } from '../control-state.js';
import { STEP } from '../optimizer/degradation-ladder.js';
import { CLOCK, type TickInput, type TickOutput } from '../tick.js';

export function optimise(state: ControlState, input: TickInput, output: TickOutput): void {
  const { optimizer, stability, plan, misses } = state;
  const { ladder } = optimizer;
  if (state.plant.state === 'tripped') {
    ladder.reset();
    misses.clear();
  }
  const before = ladder.step;
  const unstable = stability.violated && plan.config.limits.onViolation === 'degrade';
  const computeS = input.clock[CLOCK.computeS]!;
  // A stall is the interlock's case: nothing that a tick leaves out would have prevented it.
  const missed = input.clock[CLOCK.stalledS]! > 0 ? 0 : input.missed;
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
}
