// optimise: chooses the degradation step, the depth of the checks, the rate of the telemetry and, if asked to, the load.

import { STEP } from '../optimizer/degradation-ladder.js';
import type { ControlState } from '../state/control-state.js';
import { CLOCK, type TickInput, type TickOutput } from '../tick.js';

export function optimise(state: ControlState, input: TickInput, output: TickOutput): void {
  const { optimizer, stability, plan, misses, recovery } = state;
  const { ladder } = optimizer;
  // A tripped plant is beyond every step already: a further overload changes nothing.
  const tripped = state.plant.state === 'tripped';
  if (tripped) ladder.reset();
  const before = ladder.step;
  const unstable = !tripped && stability.violated && plan.config.limits.onViolation === 'degrade';
  const computeS = tripped ? 0 : input.clock[CLOCK.computeS]!;
  // The interlock handles a stall: a shorter tick would not have prevented it.
  const missed = tripped || input.clock[CLOCK.stalledS]! > 0 ? 0 : input.missed;
  const floor = tripped ? 0 : recovery.floor;
  const nowS = input.clock[CLOCK.nowS]!;
  if (optimizer.update(nowS, computeS, missed, unstable, state.mode, floor)) {
    tellOfStep(state, before, input.clock[CLOCK.wallMs]!, output);
  }
  state.degradation = ladder.step;
  state.validation = optimizer.validation;
  state.streams.setTelemetryHz(optimizer.telemetryHz);
  if (mayTripByMisses(state)) misses.add(input.clock[CLOCK.stalledS]! > 0 ? 0 : input.missed);
  else misses.clear();
  state.loadOptimizer.update(state.image, input.clock, state, output.events);
}

/**
 * Missed ticks trip only where the ladder has nothing left to leave out: on its last step, or while the optimizer is frozen. After
 * such a trip they are counted on, so that a reset waits until the deadlines are kept.
 */
function mayTripByMisses({ optimizer, plan, plant }: ControlState): boolean {
  if (!plan.config.optimizer.adaptive || optimizer.ladder.step >= STEP.priorityOnly) return true;
  return plant.trip?.cause === 'deadline_misses';
}

/** A step down for an overload is an attempt to recover from it; a step that only ends a trial is not. */
function tellOfStep(state: ControlState, from: number, ts: number, output: TickOutput): void {
  const { recovery, troubles, optimizer } = state;
  const { step: to, cause, overloaded, tookBack } = optimizer.ladder;
  const { floorCause } = recovery;
  const unrecovered = cause === 'recovery' && to > from && floorCause !== null;
  const because = unrecovered ? { type: floorCause.type, subject: floorCause.subject } : {};
  output.events.push({ type: 'degradation', ts, data: { from, to, cause, ...because } });
  if (to > from && overloaded && !tookBack) recovery.actedOn(troubles.overload, `${cause}: step ${to}`);
}
