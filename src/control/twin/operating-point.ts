// The default operating point of a plant, found by running the reduced model until it settles. Residuals are shares of it.

import type { PlantParameters } from '../../../hal/plant-parameters.js';
import { BogackiShampine } from './bogacki-shampine.js';
import { CORRECTION, INPUT, ReducedModel, STATE } from './reduced-model.js';

const LOAD = 0.75;
const STEP_S = 0.1;
/** The chain starts without load. */
const UNLOADED_STEPS = 600;
const LOADED_STEPS = 2400;

export interface OperatingPoint {
  /** Speed of the chain, m/s. */
  readonly velocity: number;
  /** Tank pressure, Pa absolute. */
  readonly pressure: number;
  /** Tank pressure above the pressure at the injector, Pa: it drives the air. */
  readonly overpressure: number;
}

/** Load 0.75 at full air, settled. Takes about a millisecond. */
export function defaultPoint(parameters: PlantParameters): OperatingPoint {
  const model = new ReducedModel(parameters, STEP_S);
  const method = new BogackiShampine(model, new Float64Array(STATE.length).fill(1));
  const state = new Float64Array(STATE.length);
  const inputs = new Float64Array(INPUT.length);
  const correction = new Float64Array(CORRECTION.length).fill(1);
  inputs[INPUT.compressorPower] = parameters.compressorPower;
  model.rest(state);
  for (let i = 0; i < UNLOADED_STEPS + LOADED_STEPS; i++) {
    inputs[INPUT.load] = i < UNLOADED_STEPS ? 0 : LOAD;
    method.step(state, inputs, correction, STEP_S);
  }
  const pressure = state[STATE.pressure]!;
  return { velocity: state[STATE.velocity]!, pressure, overpressure: pressure - model.injectionPressure };
}
