// estimate: advances the digital twin to now, compares it with the sensors, and renews the values that it holds.
import type { ControlState } from '../state/control-state.js';
import type { TickInput } from '../tick.js';
import { TWIN_INPUT } from '../twin/digital-twin.js';
import { renewHeld } from './hold.js';

/** When the controller does not set the load, the twin cannot predict the plant from the setpoints, so it rests. */
export function estimate(state: ControlState, input: TickInput): void {
  const { twin, image, drive } = state;
  if (!state.plan.drivesLoad) return;
  twin.inputs[TWIN_INPUT.load] = drive.load;
  twin.inputs[TWIN_INPUT.brakeReleased] = drive.released ? 1 : 0;
  twin.inputs[TWIN_INPUT.connected] = drive.connected ? 1 : 0;
  twin.estimate(image, input.clock);
  renewHeld(state, input);
}

/** Runs instead of the phase when the degradation step leaves the twin out. */
export function restTwin({ twin, image }: ControlState): void {
  twin.pause(image);
}
