// stability: detects impossible measurements, and computes the stability score of the last seconds.
import { QUALITY } from '../../../hal/quality.js';
import type { ControlState } from '../state/control-state.js';
import { CLOCK, type TickInput } from '../tick.js';
import { applyForced } from './validate.js';

export function stability(state: ControlState, input: TickInput): void {
  const { stability: monitor, image, plan, plant, validation } = state;
  monitor.check(image, input.samples, input.clock, validation, plant.state === 'running');
  image.set(plan.at.stability, monitor.score, input.clock[CLOCK.nowS]!, QUALITY.good);
  // The score, and the residuals of the phase before, came after validate, where the other channels are forced.
  if (input.forced !== null) applyForced(state, input.forced, input);
}
