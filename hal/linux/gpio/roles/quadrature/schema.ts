// The configuration keys of a quadrature input: two lines that give direction and speed.
import { z } from 'zod';
import { channelName, flag, quantity, staleAfter } from '../../../../schema/kinds.js';
import { gpioLine } from '../../line-schema.js';
import type { ConfigOf } from '../role.js';

export const keys = {
  role: z
    .literal('quadrature')
    .describe('counts the edges of two lines that are shifted by a quarter of a pulse'),
  lineB: gpioLine.describe(
    'the second line, on the same chip; in the positive direction the first line changes before it',
  ),
  channel: channelName('quadratureSpeed', 'chain.velocity, or a channel of your own', {
    known: ['chain.velocity'],
    error: 'must be chain.velocity, or a channel of your own',
  }).describe('the channel of the speed: negative when the chain turns backwards'),
  position: channelName('quadraturePosition', 'chain.position, or a channel of your own', {
    known: ['chain.position'],
    error: 'must be chain.position, or a channel of your own',
  })
    .optional()
    .describe('the channel of the path since the start; it falls when the chain turns backwards'),
  metresPerPulse: quantity('path of the chain between two pulses of one line, which are four edges, in m', {
    above: 0,
  }),
  reversed: flag('the positive direction is the other one').default(false),
  staleAfter,
};

export type QuadratureConfig = ConfigOf<typeof keys>;
