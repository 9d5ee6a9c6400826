// What the simulated machine is: the plant of the configuration, how it really differs from that, and how it begins.
import type { PlantParameters } from '../plant-parameters.js';

/** What only a simulation has. */
export interface SimulationSettings {
  /** Seed of everything random, a whole number from 0 to 2^32 - 1: the same seed gives the same run. */
  readonly seed: number;
  /** Standard deviation of the sensors, as a share of a channel's value at the default operating point, 0..1. */
  readonly noise: number;
  /** Share of the compressor's power that is used at the start, 0..1. */
  readonly air: number;
  /** Pressure of the tank at the start, Pa absolute, above `p0`. */
  readonly initialPressure: number;
}

export interface SimulationParameters extends PlantParameters, SimulationSettings {}

/** `hal.sim` of the configuration. */
export interface SimulationConfig extends SimulationSettings {
  /** How the simulated machine really is, where `plant` is mistaken about it. */
  readonly plant: { readonly [name in keyof PlantParameters]?: number | undefined };
}

/** The simulated machine: what the controller believes of it (`plant`), with the differences of `hal.sim.plant`. */
export function simulationParameters(
  believed: PlantParameters,
  { plant: differences, ...settings }: SimulationConfig,
): SimulationParameters {
  return { ...believed, ...defined(differences), ...settings };
}

/** A key that is there without a value is no difference. */
function defined(differences: SimulationConfig['plant']): Partial<PlantParameters> {
  return Object.fromEntries(Object.entries(differences).filter(([, value]) => value !== undefined));
}
