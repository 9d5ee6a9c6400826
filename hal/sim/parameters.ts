// The parameters of the simulated machine: the configured plant, the real differences from it, and the start of the simulation.
import type { PlantParameters } from '../plant-parameters.js';

/** Settings that only a simulation has. */
export interface SimulationSettings {
  /** Seed of all random numbers, a whole number from 0 to 2^32 - 1. The same seed gives the same run. */
  readonly seed: number;
  /** Standard deviation of the sensors' noise, as a share of a channel's value at the default operating point, 0..1. */
  readonly noise: number;
  /** Share of the compressor's power that is used at the start, 0..1. */
  readonly air: number;
  /** Pressure of the tank at the start, Pa absolute, above `p0`. */
  readonly initialPressure: number;
}

export interface SimulationParameters extends PlantParameters, SimulationSettings {}

/** `hal.sim` of the configuration. */
export interface SimulationConfig extends SimulationSettings {
  /** The true parameters of the simulated machine where they differ from `plant` of the configuration. */
  readonly plant: { readonly [name in keyof PlantParameters]?: number | undefined };
}

/** The simulated machine: the parameters that the controller believes (`plant`), with the differences of `hal.sim.plant`. */
export function simulationParameters(
  believed: PlantParameters,
  { plant: differences, ...settings }: SimulationConfig,
): SimulationParameters {
  return { ...believed, ...defined(differences), ...settings };
}

/** Removes keys without a value: they are not differences. */
function defined(differences: SimulationConfig['plant']): Partial<PlantParameters> {
  return Object.fromEntries(Object.entries(differences).filter(([, value]) => value !== undefined));
}
