// estimate: advances the digital twin to now, holds it against the sensors, and lets it stand in for one that is lost.
import type { ControlState } from '../control-state.js';
import type { TickInput } from '../tick.js';
import { TWIN_INPUT } from '../twin/digital-twin.js';

/** A plant whose load is not ours to set cannot be predicted from our setpoints: its twin rests. */
export function estimate(state: ControlState, input: TickInput): void {
  const { twin, image, drive } = state;
  if (!state.plan.drivesLoad) return;
  twin.inputs[TWIN_INPUT.load] = drive.load;
  twin.inputs[TWIN_INPUT.brakeReleased] = drive.released ? 1 : 0;
  twin.inputs[TWIN_INPUT.connected] = drive.connected ? 1 : 0;
  twin.estimate(image, input.clock);
}
