// What is known about each measured channel: how vital it is, what is plausible, which source is believed.
import { z } from 'zod';
import { byChannel, flag, quantity } from './kinds.js';
import { reloadable } from './traits.js';

export const channelSettings = z
  .strictObject({
    critical: reloadable(
      flag(
        'losing it trips the plant; by default true, but in the simulation, for what feeds an enabled interlock',
      ).optional(),
    ),
    twinHold: reloadable(
      quantity('how long the digital twin may carry the channel when it is lost', {
        unit: 's',
        min: 0,
        max: 3600,
      }).default(0),
    ),
    min: reloadable(
      quantity('smaller values are dropped and counted; in the unit of the channel').optional(),
    ),
    max: reloadable(quantity('larger values are dropped and counted; in the unit of the channel').optional()),
    sources: z
      .array(z.string())
      .min(1, { error: 'must name at least one source' })
      .optional()
      .describe('order in which sources are believed: serial.<port>, i2c.<bus>.0x<address>, gpio.<name>'),
    vote: z
      .enum(['priority', 'median'])
      .default('priority')
      .describe('with several sources: the first good one, or the middle of the good ones'),
    maxDifference: reloadable(
      quantity('sources further apart raise sensor_disagreement; in the unit of the channel', {
        above: 0,
      }).optional(),
    ),
  })
  .describe('one channel');

export const channels = byChannel(channelSettings)
  .prefault({})
  .describe('settings of measured channels, by the name of the channel');
