// The configuration keys that all setpoint outputs have, on a serial line or on a bus.
import { z } from 'zod';
import { quantity } from '../../schema/kinds.js';

export const setpoint = {
  unit: z.literal('fraction').default('fraction').describe('fraction: 0 to 1 of the rated torque'),
  safe: quantity('the value that is written on every trip', { min: 0, max: 1 }).default(0),
  timeout: z
    .enum(['drive', 'contactor'])
    .describe(
      "what makes the drive safe when the program stops sending: the drive's own timeout, or the contactor",
    ),
};
