// Finds keys that are in the wrong section, most of them because an earlier version had them there.
import { PLANT_PARAMETER_NAMES } from '../../../hal/plant-parameters.js';
import { SIMULATION_SETTINGS } from '../../../hal/sim/schema.js';
import type { Path } from '../problem.js';

const PLANT: readonly string[] = PLANT_PARAMETER_NAMES;

/** A message with the right place of an unknown key that belongs elsewhere; undefined for any other key. */
export function movedKey(path: Path): string | undefined {
  const name = path.at(-1) ?? '';
  const section = path.slice(0, -1).join('.');
  if (section === 'hal.sim' && PLANT.includes(name)) {
    return `has moved: write \`plant.${name}\`, or \`hal.sim.plant.${name}\` where only the simulated machine differs`;
  }
  if ((section === 'plant' || section === 'hal.sim.plant') && SIMULATION_SETTINGS.includes(name)) {
    return `is not a parameter of the plant: write \`hal.sim.${name}\``;
  }
  return undefined;
}
