// The simulated plant with the defaults of the configuration.
import { type SimulationParameters, simulationParameters } from '../../../hal/sim/parameters.js';
import { plant } from '../../../src/config/schema/plant.js';
import { sim } from '../../../src/config/schema/sim.js';

export const PLANT_DEFAULTS: SimulationParameters = simulationParameters(plant.parse({}), sim.parse({}));
