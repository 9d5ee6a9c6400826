// Alarm rules as a file writes them: patches over the default rules and the built-in alarms, or new rules.
import { z } from 'zod';
import { ALARM_LEVELS } from '../../catalogue/alarm-definition.js';
import { anyChannel, flag, quantity } from './kinds.js';
import { reloadable } from './traits.js';

/** A rule has exactly one of these. */
export const COMPARISONS = ['above', 'below', 'equals', 'notEquals', 'rateAbove', 'stuckFor'] as const;

/** What a built-in alarm takes; everything else of it is fixed. */
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
    stuckFor: quantity('active when the value has been bit-identical for so long', {
      unit: 's',
      above: 0,
    }).optional(),
    hysteresis: quantity('how far past the limit the value has to be back; in the unit of the channel', {
      min: 0,
    }).optional(),
    onDelay: quantity('how long the condition has to hold', delay).optional(),
    offDelay: quantity('how long the condition has to be gone', delay).optional(),
    latch: flag('stay active until the condition is gone and the alarm was acknowledged').optional(),
    level: z.enum(ALARM_LEVELS).optional().describe('how bad it is'),
    enabled: flag('false: never judged').optional(),
    message: z
      .string()
      .min(1, { error: 'must not be empty' })
      .optional()
      .describe('what the operator is told'),
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
