// Schema of the simulation: its start, the noise of its sensors, and the differences of its machine from `plant`.
import { z } from 'zod';
import { count, quantity, type ReadonlyDeep } from '../schema/kinds.js';
import { plantDifferences } from '../schema/plant.js';

const share = { min: 0, max: 1 };

/** Settings that only a simulation has. */
const settings = {
  seed: count('seed of the random numbers', { min: 0, max: 4_294_967_295 }).default(1),
  noise: quantity(
    'standard deviation of the sensor noise, as a share of the value at the default operating point',
    share,
  ).default(0.002),
  air: quantity('compressor setpoint at the start', share).default(1),
  initialPressure: quantity('absolute pressure of the tank at the start', {
    unit: 'Pa',
    above: 0,
  }).default(250_000),
};

export const SIMULATION_SETTINGS: readonly string[] = Object.keys(settings);

export const sim = z
  .strictObject({ ...settings, plant: plantDifferences })
  .prefault({})
  .describe('the simulated plant, used with hal.kind sim or with --virtual-devices');

/** `hal.sim` of the configuration. */
export type SimulationConfig = ReadonlyDeep<z.output<typeof sim>>;
