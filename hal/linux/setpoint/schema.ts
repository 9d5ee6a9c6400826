// The keys of an output that is a setpoint, whichever way it takes to its drive.
import { z } from 'zod';
import { quantity } from '../../schema/kinds.js';

export const setpoint = {
  unit: z.literal('fraction').default('fraction').describe('fraction: 0 to 1 of the rated torque'),
  safe: quantity('the value that is written on every trip', { min: 0, max: 1 }).default(0),
  timeout: z
    .enum(['drive', 'contactor'])
    .describe("what makes it safe when the program falls silent: the drive's own timeout, or the contactor"),
};
