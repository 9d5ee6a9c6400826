// interlock: trips the plant when there is a cause, and otherwise updates its state from the measurements.

import { advised } from '../../catalogue/trips.js';
import type { Trip } from '../../vocabulary/events.js';
import type { PlantInput } from '../plant/transitions.js';
import type { ControlState } from '../state/control-state.js';
import { CLOCK, type TickInput, type TickOutput } from '../tick.js';

export function interlock(state: ControlState, input: TickInput, output: TickOutput): void {
  const standby = state.plant.state === 'standby';
  state.tripCause = state.interlocks.cause(state.image, input, state.misses.share(), standby);
  if (state.tripCause !== null) {
    // A plant that is tripped already keeps its first cause.
    if (state.plant.state === 'tripped') return;
    tripPlant(state, advised(state.interlocks.describe(state.tripCause, state.image)), input, output);
    return;
  }
  startByItself(state, input, output);
  followPlant(state, input, output);
}

/** Enters the tripped state and records it. */
function tripPlant(state: ControlState, trip: Trip, input: TickInput, output: TickOutput): void {
  const from = state.plant.state;
  state.plant.tripBecauseOf(trip, input.clock[CLOCK.nowS]!);
  state.autoStartPending = false;
  const ts = input.clock[CLOCK.wallMs]!;
  output.events.push({ type: 'trip', ts, data: { ...trip, from } });
}

/**
 * Applies an input to the plant's state and records the change.
 *
 * @param because the alarm that tells why the plant gives up
 */
export function movePlant(
  state: ControlState,
  move: Exclude<PlantInput, 'trip'>,
  input: TickInput,
  output: TickOutput,
  because?: string,
): boolean {
  const nowS = input.clock[CLOCK.nowS]!;
  const from = state.plant.state;
  if (!state.plant.apply(move, nowS)) return false;
  if (state.plant.state === 'starting') {
    state.softStart.begin(nowS);
    state.progress.startFailed = false;
    state.loadOptimizer.plantStarts();
  }
  const ts = input.clock[CLOCK.wallMs]!;
  output.events.push({
    type: 'lifecycle',
    ts,
    data: { plant: state.plant.state, from, ...(because !== undefined && { because }) },
  });
  return true;
}

/** Once after a start of the program. It waits until the critical channels are measured, the chain is seen not to turn, and no output is stuck. */
function startByItself(state: ControlState, input: TickInput, output: TickOutput): void {
  if (!state.autoStartPending || state.plant.state !== 'standby') return;
  if (!state.interlocks.measuresThePlant(state.image) || !state.motion.isWatched || state.motion.turns)
    return;
  if (!state.feedback.allAgree()) return;
  state.autoStartPending = false;
  movePlant(state, 'start', input, output);
}

function followPlant(state: ControlState, input: TickInput, output: TickOutput): void {
  const { plant, progress } = state;
  progress.update(plant.state, input.clock);
  if (plant.state === 'starting') followStart(state, input, output);
  else if (plant.state === 'running' && progress.hasStalled) giveUp(state, 'not_turning', input, output);
  else if (plant.state === 'stopping' && hasStopped(state, input))
    movePlant(state, 'standstill', input, output);
}

function followStart(state: ControlState, input: TickInput, output: TickOutput): void {
  const { motion, progress, plant } = state;
  state.loadShare = state.softStart.share(input.clock[CLOCK.nowS]!, motion.speedMps);
  // A plant without a speed sensor is assumed to turn.
  const turns = motion.turns || !motion.hasSensor;
  if (turns && state.loadShare >= 1 && state.interlocks.measuresThePlant(state.image)) {
    movePlant(state, 'turning', input, output);
  } else if (progress.isStartOver(plant.sinceS, input.clock)) {
    progress.startFailed = true;
    giveUp(state, 'start_failed', input, output);
  }
}

/** A plant without a speed sensor is given its time. With sensors of which none is good nobody knows, so it goes on stopping. */
function hasStopped({ motion, progress, plant }: ControlState, { clock }: TickInput): boolean {
  return motion.hasSensor ? motion.stands : progress.isStopOver(plant.sinceS, clock);
}

function giveUp(state: ControlState, because: string, input: TickInput, output: TickOutput): void {
  movePlant(state, 'giveUp', input, output, because);
}
