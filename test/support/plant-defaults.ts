// The default plant, as the configuration has it.
import type { PlantParameters } from '../../hal/sim/parameters.js';
import { sim } from '../../src/config/schema/sim.js';

export const PLANT_DEFAULTS: PlantParameters = sim.parse({});
