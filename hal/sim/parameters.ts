// The parameters of the simulated machine: the configured plant, the real differences from it, and the start of the simulation.
import type { PlantParameters } from '../plant-parameters.js';
import type { SimulationConfig } from './schema.js';

export interface SimulationParameters extends PlantParameters, Omit<SimulationConfig, 'plant'> {}

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
