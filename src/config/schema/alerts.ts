// Schema of the alarm rules: changes to default rules and built-in alarms, or new rules.
import { z } from 'zod';
import { ALARM_LEVELS } from '../../vocabulary/words.js';
import { anyChannel, flag, quantity } from './kinds.js';
import { reloadable } from './traits.js';

/** The kinds of conditions. A rule has exactly one of them. */
export const COMPARISONS = ['above', 'below', 'equals', 'notEquals', 'rateAbove', 'stuckFor'] as const;

/** The settings of a built-in alarm that a file may change. */
export const BUILT_IN_KEYS = ['level', 'onDelay', 'offDelay', 'enabled', 'message'] as const;

const delay = { unit: 's', min: 0, max: 86_400 };

const rulePatch = z
  .strictObject({
    channel: anyChannel.optional().describe('the channel that is judged'),
    above: quantity('active while the value is above this; in the unit of the channel').optional(),
    below: quantity('active while the value is below this; in the unit of the channel').optional(),
    equals: quantity('active while the value is this; in the unit of the channel').optional(),
    notEquals: quantity('active while the value is not this; in the unit of the channel').optional(),
    rateAbove: quantity(
      'active while the magnitude of the change per second, over 0.5 s, is above this; in the unit of the channel a second',
      { min: 0 },
    ).optional(),
    stuckFor: quantity('active when the value has been bit-identical for this time', {
      unit: 's',
      above: 0,
    }).optional(),
    hysteresis: quantity(
      'how far the value must be back inside the limit before the condition ends; in the unit of the channel',
      {
        min: 0,
      },
    ).optional(),
    onDelay: quantity('how long the condition must hold before the alarm becomes active', delay).optional(),
    offDelay: quantity('how long the condition must be gone before the alarm ends', delay).optional(),
    latch: flag(
      'the alarm stays active until the condition is gone and somebody has acknowledged it',
    ).optional(),
    level: z.enum(ALARM_LEVELS).optional().describe('severity of the alarm'),
    enabled: flag('false switches the alarm off').optional(),
    message: z.string().min(1, { error: 'must not be empty' }).optional().describe('text for the operator'),
  })
  .describe(`an alarm rule: a channel and one of ${COMPARISONS.join(', ')}; or changes to a built-in alarm`);

export const ruleId = z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,95}$/, {
  error: 'must be an id of letters, digits, _, - and ., beginning with a letter',
});

export const alerts = reloadable(
  z
    .record(ruleId, rulePatch)
    .prefault({})
    .describe(
      'alarm rules by id, merged key by key over the defaults high_velocity, high_acceleration, low_efficiency, low_fps, stability_critical',
    ),
);
