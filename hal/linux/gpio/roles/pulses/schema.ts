// The configuration keys of a pulse input.
import { z } from 'zod';
import { channelName, flag, quantity, staleAfter } from '../../../../schema/kinds.js';
import type { ConfigOf } from '../role.js';

const PATH = 'chain.position';
/** The channels of the chain that pulses can measure. */
export const CHAIN_CHANNELS: readonly string[] = ['chain.velocity', PATH];

export const keys = {
  role: z.literal('pulses').default('pulses').describe('counts pulses'),
  channel: channelName('pulsesChannel', 'chain.velocity, chain.position, or a channel of your own', {
    known: CHAIN_CHANNELS,
    error: 'must be chain.velocity, chain.position, or a channel of your own',
  }).describe(
    'the channel that the pulses measure: the path of the chain, its speed, or a channel of your own',
  ),
  metresPerPulse: quantity(
    'path of the chain between two pulses, in m; for a channel of your own what one pulse stands for, for example litres',
    { above: 0 },
  ),
  measures: z
    .enum(['rate', 'total'])
    .optional()
    .describe(
      'for a channel of your own: the rate for each second, or the total since the start; default rate. The channels of the chain have theirs',
    ),
  activeLow: flag('a pulse is a low level of the line').default(false),
  staleAfter,
};

export type PulseInputConfig = ConfigOf<typeof keys>;

/** True when the channel is what all pulses together stand for, false when it is their rate for each second. */
export function isTotal({ channel, measures = 'rate' }: PulseInputConfig): boolean {
  return isOfChain(channel) ? channel === PATH : measures === 'total';
}

/** True for a channel of the chain, whose physical limits tell a pulse from a disturbance. */
export function isOfChain(channel: string): boolean {
  return CHAIN_CHANNELS.includes(channel);
}
