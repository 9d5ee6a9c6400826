// The simulated default plant, as the configuration has it.
import { type SimulationParameters, simulationParameters } from '../../../hal/sim/parameters.js';
import { plant } from '../../../src/config/schema/plant.js';
import { sim } from '../../../src/config/schema/sim.js';

export const PLANT_DEFAULTS: SimulationParameters = simulationParameters(plant.parse({}), sim.parse({}));
