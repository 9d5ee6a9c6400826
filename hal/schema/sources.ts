// The configuration keys that say how several sources of one channel are combined.
import { z } from 'zod';
import type { ReadonlyDeep } from './kinds.js';

export const votingKeys = {
  sources: z
    .array(z.string())
    .min(1, { error: 'must name at least one source' })
    .optional()
    .describe('sources, the most trusted first: serial.<port>, i2c.<bus>.0x<address>, gpio.<name>'),
  vote: z
    .enum(['priority', 'median'])
    .default('priority')
    .describe('with several sources: use the first good one, or the median of the good ones'),
};

const voting = z.object(votingKeys);

/** Sources that `sources` does not list follow after the listed ones, in the order of their kinds: see `SOURCE_KINDS`. */
export type VotingConfig = ReadonlyDeep<z.output<typeof voting>>;

export type Vote = VotingConfig['vote'];

export const DEFAULT_VOTING: VotingConfig = voting.parse({});
