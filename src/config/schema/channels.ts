// Schema of the settings of a measured channel: whether its loss trips, its range, the order of its sources, its declaration.
import { z } from 'zod';
import { votingKeys } from '../../../hal/schema/sources.js';
import { byChannel, flag, quantity, text } from './kinds.js';
import { reloadable } from './traits.js';

/** Characters that are not shown: control characters, line breaks, and marks that change the direction or the width of text. */
const UNSEEN = '\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff';

/** Text that can be shown in one line, without blanks at its ends. The pattern also works without the flag `u`, as editors use it. */
function printable(most: number): RegExp {
  return new RegExp(`^(?=.{1,${most}}$)[^\\s${UNSEEN}](?:[^${UNSEEN}]*[^\\s${UNSEEN}])?$`);
}

const MOST_UNIT = 24;
const MOST_DESCRIPTION = 200;

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
    unit: text(
      'declares a channel of your own: the unit of its values, SI where possible',
      printable(MOST_UNIT),
      `a unit of at most ${MOST_UNIT} printable characters`,
    ).optional(),
    description: reloadable(
      text(
        'what a channel of your own measures',
        printable(MOST_DESCRIPTION),
        `a text of one line, at most ${MOST_DESCRIPTION} characters`,
      ).optional(),
    ),
  })
  .describe('one channel');

export const channels = byChannel(channelSettings)
  .prefault({})
  .describe(
    'settings of measured channels, by the name of the channel; a new name with a `unit` declares a channel of your own',
  );
