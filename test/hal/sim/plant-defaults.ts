// The simulated plant with the defaults of the configuration.

import { plant } from '../../../hal/schema/plant.js';
import { type SimulationParameters, simulationParameters } from '../../../hal/sim/parameters.js';
import { sim } from '../../../hal/sim/schema.js';

export const PLANT_DEFAULTS: SimulationParameters = simulationParameters(plant.parse({}), sim.parse({}));
