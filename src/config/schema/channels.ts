// Schema of the settings of a measured channel: whether its loss trips, its plausible range, the order of its sources.
import { z } from 'zod';
import { votingKeys } from '../../../hal/schema/sources.js';
import { byChannel, flag, quantity } from './kinds.js';
import { reloadable } from './traits.js';

export const channelSettings = z
  .strictObject({
    critical: reloadable(
      flag(
        'losing the channel trips the plant, a computed channel is lost with each of its sensors; default on real hardware: true for channels that feed an enabled interlock, else false',
      ).optional(),
    ),
    twinHold: reloadable(
      quantity('longest time for which the digital twin may replace the channel; gaps use it up', {
        unit: 's',
        min: 0,
        max: 3600,
      }).default(0),
    ),
    min: reloadable(
      quantity('smaller values are dropped and counted; in the unit of the channel').optional(),
    ),
    max: reloadable(quantity('larger values are dropped and counted; in the unit of the channel').optional()),
    ...votingKeys,
    maxDifference: reloadable(
      quantity('a larger difference between sources raises sensor_disagreement; in the unit of the channel', {
        above: 0,
      }).optional(),
    ),
  })
  .describe('one channel');

/** Settings of a channel that the configuration does not name. */
export const DEFAULT_CHANNEL = channelSettings.parse({});

export const channels = byChannel(channelSettings)
  .prefault({})
  .describe('settings of measured channels, by the name of the channel');
