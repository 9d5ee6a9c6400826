// The simulation: how it begins, how its sensors are, and how its machine differs from what `plant` says.
import { z } from 'zod';
import { count, quantity } from './kinds.js';
import { plantDifferences } from './plant.js';

const share = { min: 0, max: 1 };

export const sim = z
  .strictObject({
    seed: count('seed of everything random', { min: 0, max: 4_294_967_295 }).default(1),
    noise: quantity(
      'standard deviation of the sensors, as share of the value at the default point',
      share,
    ).default(0.002),
    air: quantity('compressor setpoint at the start', share).default(1),
    initialPressure: quantity('absolute pressure of the tank at the start', {
      unit: 'Pa',
      above: 0,
    }).default(250_000),
    plant: plantDifferences,
  })
  .prefault({})
  .describe('the simulated plant, with hal.kind sim or on virtual devices');
