// acquire: copies the latest samples of the drivers and the figures of the computer into the process image, unchanged.
import { QUALITY } from '../../../hal/quality.js';
import type { ControlState } from '../state/control-state.js';
import { CLOCK, type TickInput } from '../tick.js';
import { copyHost } from './sensor.js';

export function acquire(state: ControlState, input: TickInput): void {
  const { plan } = state;
  state.image.takeSamples(input.samples, plan.sensorCount);
  if (!input.isControlTick) return;
  acquireLoop(state, input);
  copyHost(state, input);
}

/** The channels of the control loop come from the pacing, not from a driver. */
function acquireLoop(state: ControlState, input: TickInput): void {
  const { image, plan } = state;
  const nowS = input.clock[CLOCK.nowS]!;
  state.rate.add(input.tick);
  image.set(plan.at.rate, state.rate.rateHz(), nowS, QUALITY.good);
  image.set(plan.at.lateness, input.clock[CLOCK.latenessS]!, nowS, QUALITY.good);
  image.set(plan.at.compute, input.clock[CLOCK.computeS]!, nowS, QUALITY.good);
}
