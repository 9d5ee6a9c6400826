// The configuration keys of a pulse input.
import { z } from 'zod';
import { flag, quantity, staleAfter } from '../../../../schema/kinds.js';
import type { ConfigOf } from '../role.js';

export const keys = {
  role: z.literal('pulses').default('pulses').describe('counts pulses'),
  channel: z
    .enum(['chain.velocity', 'chain.position'])
    .describe('the channel that the pulses measure: the path of the chain, or its speed'),
  metresPerPulse: quantity('path of the chain between two pulses', { unit: 'm', above: 0 }),
  activeLow: flag('a pulse is a low level of the line').default(false),
  staleAfter,
};

export type PulseInputConfig = ConfigOf<typeof keys>;
