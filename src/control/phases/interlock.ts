// interlock: trips the plant when there is a cause, and otherwise updates its state from the measurements.

import { advised } from '../../catalogue/trips.js';
import type { Trip } from '../../vocabulary/events.js';
import { STANDSTILL_MPS, TURNING_MPS } from '../plant/soft-start.js';
import type { PlantInput } from '../plant/transitions.js';
import type { ControlState } from '../state/control-state.js';
import { CLOCK, type TickInput, type TickOutput } from '../tick.js';

/** Longest wait for the chain to come to rest with the brake on, s. */
const LONGEST_STOP_S = 30;

export function interlock(state: ControlState, input: TickInput, output: TickOutput): void {
  const standby = state.plant.state === 'standby';
  state.tripCause = state.interlocks.cause(state.image, input, state.misses.share(), standby);
  if (state.tripCause !== null) {
    if (state.plant.state === 'tripped') return;
    tripPlant(state, advised(state.interlocks.describe(state.tripCause, state.image)), input, output);
    return;
  }
  startByItself(state, input, output);
  followPlant(state, input, output);
}

/** Enters the tripped state and records it; a plant that is tripped already keeps its first cause. */
function tripPlant(state: ControlState, trip: Trip, input: TickInput, output: TickOutput): void {
  const from = state.plant.state;
  if (!state.plant.tripBecauseOf(trip, input.clock[CLOCK.nowS]!)) return;
  state.autoStartPending = false;
  const ts = input.clock[CLOCK.wallMs]!;
  output.events.push({ type: 'trip', ts, data: { ...trip, from } });
}

/** Applies an input to the plant's state and records the change. */
export function movePlant(
  state: ControlState,
  move: Exclude<PlantInput, 'trip'>,
  input: TickInput,
  output: TickOutput,
): boolean {
  const nowS = input.clock[CLOCK.nowS]!;
  const from = state.plant.state;
  if (!state.plant.apply(move, nowS)) return false;
  if (state.plant.state === 'starting') {
    state.softStart.begin(nowS);
    state.loadOptimizer.plantStarts();
  }
  const ts = input.clock[CLOCK.wallMs]!;
  output.events.push({ type: 'lifecycle', ts, data: { plant: state.plant.state, from } });
  return true;
}

function startByItself(state: ControlState, input: TickInput, output: TickOutput): void {
  if (!state.autoStartPending || state.plant.state !== 'standby') return;
  if (!state.interlocks.seesThePlant(state.image)) return;
  state.autoStartPending = false;
  movePlant(state, 'start', input, output);
}

function followPlant(state: ControlState, input: TickInput, output: TickOutput): void {
  const nowS = input.clock[CLOCK.nowS]!;
  const { velocity } = state.plan.at;
  const knowsSpeed = state.image.isUsable(velocity);
  const speedMps = knowsSpeed ? Math.abs(state.image.read(velocity)) : Number.NaN;
  if (state.plant.state === 'starting') {
    state.loadShare = state.softStart.share(nowS, speedMps);
    // A plant without a speed sensor is assumed to turn.
    const turns = velocity < 0 || speedMps > TURNING_MPS;
    if (turns && state.loadShare >= 1 && state.interlocks.seesThePlant(state.image)) {
      movePlant(state, 'turning', input, output);
    }
  } else if (state.plant.state === 'stopping') {
    const waitedS = nowS - state.plant.sinceS;
    if (speedMps < STANDSTILL_MPS || waitedS > LONGEST_STOP_S) movePlant(state, 'standstill', input, output);
  }
}
