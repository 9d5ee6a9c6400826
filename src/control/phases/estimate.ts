// estimate: advances the digital twin to now, compares it with the sensors, and replaces a lost sensor by its value.
import { QUALITY } from '../../../hal/quality.js';
import type { ControlState } from '../state/control-state.js';
import { CLOCK, type TickInput } from '../tick.js';
import { TWIN_INPUT } from '../twin/digital-twin.js';

/** When the controller does not set the load, the twin cannot predict the plant from the setpoints, so it rests. */
export function estimate(state: ControlState, input: TickInput): void {
  const { twin, image, drive, plan } = state;
  if (!plan.drivesLoad) return;
  twin.inputs[TWIN_INPUT.load] = drive.load;
  twin.inputs[TWIN_INPUT.brakeReleased] = drive.released ? 1 : 0;
  twin.inputs[TWIN_INPUT.connected] = drive.connected ? 1 : 0;
  twin.estimate(image, input.clock);
  for (let i = 0; i < plan.held.length; i++) carry(state, plan.held[i]!, input.clock[CLOCK.nowS]!);
}

/** Puts the twin's value where a sensor is lost, marked as such, for as long as `twinHold` allows. */
function carry({ twin, image }: ControlState, channel: number, nowS: number): void {
  if (image.isUsable(channel)) return;
  const predicted = twin.predict(channel);
  if (!Number.isNaN(predicted)) image.set(channel, predicted, nowS, QUALITY.estimated);
}

/** Runs instead of the phase when the degradation step leaves the twin out: ends all values that it replaced. */
export function restTwin({ twin, image }: ControlState): void {
  twin.pause(image);
}
