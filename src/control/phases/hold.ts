// twinHold: puts the twin's value where a sensor is lost, marked as estimated, for as long as the hold allows.
import { QUALITY } from '../../../hal/quality.js';
import { STEP } from '../optimizer/degradation-ladder.js';
import type { ControlState } from '../state/control-state.js';
import { CLOCK, type TickInput } from '../tick.js';
import { SPEED, VELOCITY } from '../twin/twin-channels.js';
import { copySample, distrustStuck, isStuck, judgeAge } from './sensor.js';

/**
 * Runs on every base tick after the measurements were judged, so that every message of a hold says `estimated`. Between control
 * ticks the value is that of the last control tick. Whether a hold is allowed is decided on control ticks.
 */
export function carryLost(state: ControlState, input: TickInput): void {
  const { holds, image, twin } = state;
  const nowS = input.clock[CLOCK.nowS]!;
  if (input.isControlTick) holds.allowed = twinMayRun(state) && someSpeedIsMeasured(state);
  holds.pass(input.clock);
  for (let k = 0; k < holds.channels.length; k++) {
    const channel = holds.channels[k]!;
    if (channel < 0) continue;
    const isPredicted = !Number.isNaN(twin.predict(k));
    if (holds.judge(k, image.isGood(channel), isPredicted)) {
      image.set(channel, twin.predict(k), nowS, QUALITY.estimated);
    }
  }
}

/** After the twin's step: takes its new values, and ends the holds of a twin that has none. */
export function renewHeld(state: ControlState, input: TickInput): void {
  const { holds, image, twin } = state;
  const nowS = input.clock[CLOCK.nowS]!;
  for (let k = 0; k < holds.channels.length; k++) {
    if (holds.carried[k] === 0) continue;
    const channel = holds.channels[k]!;
    const predicted = twin.predict(k);
    if (Number.isNaN(predicted)) endHold(state, input, k);
    else image.set(channel, predicted, nowS, QUALITY.estimated);
  }
  renewAcceleration(state, nowS);
}

/** The slope of a held velocity is the twin's too. */
function renewAcceleration({ holds, image, twin, plan }: ControlState, nowS: number): void {
  if (holds.carried[VELOCITY] === 0 || !plan.accelerationByFormula) return;
  image.set(plan.at.acceleration, twin.acceleration, nowS, QUALITY.estimated);
}

/** Ends every hold when the degradation step, or a trip, allows none. To be called when the step may have changed. */
export function endHolds(state: ControlState, input: TickInput): void {
  if (twinMayRun(state)) return;
  for (let k = 0; k < state.holds.channels.length; k++) {
    if (state.holds.carried[k] === 1) endHold(state, input, k);
  }
}

/** The channel has the quality again that its sensor gives it. */
function endHold(state: ControlState, input: TickInput, k: number): void {
  const { holds, image, plan } = state;
  const channel = holds.channels[k]!;
  holds.end(k);
  copySample(state, input, channel);
  judgeAge(state, input, channel);
  distrustStuck(state);
  if (k === VELOCITY && plan.accelerationByFormula) {
    image.downgrade(plan.at.acceleration, image.qualityOf(channel));
  }
}

/** From the step on which the twin rests, no value is held. */
function twinMayRun({ degradation }: ControlState): boolean {
  return degradation < STEP.twinPaused;
}

/** Without any measured speed the twin would only follow itself. A sensor that is stuck measures nothing. */
function someSpeedIsMeasured(state: ControlState): boolean {
  const { channels } = state.holds;
  return isMeasured(state, channels[VELOCITY]!) || isMeasured(state, channels[SPEED]!);
}

function isMeasured(state: ControlState, channel: number): boolean {
  return state.image.isGood(channel) && !isStuck(state, channel);
}
