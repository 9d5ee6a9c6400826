// The alarms that exist without any configuration: the default rules and the built-in alarms.

import { SENSOR_CHANNEL_NAMES } from '../../hal/schema/kinds.js';
import { builtInIds, builtInOf } from '../catalogue/alarm-ids.js';
import type { AlarmLevel } from '../vocabulary/words.js';
import type { COMPARISONS } from './schema/alerts.js';

export type Comparison = (typeof COMPARISONS)[number];

/** A complete alarm rule: every setting has its value. */
export interface AlarmRule {
  readonly id: string;
  readonly channel: string;
  readonly comparison: Comparison;
  /** In the unit of the channel; for `rateAbove` in that unit per second; for `stuckFor` in seconds. */
  readonly threshold: number;
  /** In the unit of the channel, 0 or more. */
  readonly hysteresis: number;
  /** Seconds. */
  readonly onDelay: number;
  /** Seconds. */
  readonly offDelay: number;
  readonly latch: boolean;
  readonly level: AlarmLevel;
  readonly enabled: boolean;
  /** Text for the operator. Without one the text is made from the rule. */
  readonly message?: string | undefined;
}

/** An alarm whose condition is part of the program. The configuration changes only these settings. */
export interface BuiltInAlarm {
  readonly id: string;
  readonly level: AlarmLevel;
  /** Seconds. */
  readonly onDelay: number;
  /** Seconds. */
  readonly offDelay: number;
  readonly enabled: boolean;
  readonly message?: string | undefined;
}

const LOW_RATE_HZ = 5;
/** At this control rate and above, `low_fps` has its fixed limit. */
const FULL_RATE_HZ = 15;

/** The default rules for a control rate in Hz. A file can change them. */
export function defaultRules(rateHz: number): readonly AlarmRule[] {
  return [
    rule('high_velocity', 'chain.velocity', 'above', 8, { hysteresis: 0.5 }),
    rule('high_acceleration', 'chain.acceleration', 'above', 40, { hysteresis: 4 }),
    rule('low_efficiency', 'derived.efficiency', 'below', 0.3, { hysteresis: 0.03, onDelay: 5 }),
    rule('low_fps', 'loop.rate', 'below', rateHz < FULL_RATE_HZ ? rateHz / 3 : LOW_RATE_HZ, {
      hysteresis: 1,
      level: 'error',
    }),
    rule('stability_critical', 'loop.stability', 'below', 0.5, {
      hysteresis: 0.1,
      latch: true,
      level: 'critical',
    }),
  ];
}

/** The default rules at the default control rate. */
export const DEFAULT_RULES: readonly AlarmRule[] = defaultRules(FULL_RATE_HZ);
export const DEFAULT_RULE_IDS: readonly string[] = DEFAULT_RULES.map(({ id }) => id);

/** Makes a rule from its condition. Settings missing in `rest` get their defaults. */
export function rule(
  id: string,
  channel: string,
  comparison: Comparison,
  threshold: number,
  rest: Partial<AlarmRule>,
): AlarmRule {
  const defaults = {
    hysteresis: 0,
    onDelay: 0,
    offDelay: 0,
    latch: false,
    level: 'warning',
    enabled: true,
  } as const;
  return { ...defaults, ...rest, id, channel, comparison, threshold };
}

/**
 * The built-in alarms, with default settings.
 *
 * @param own the names of the channels that the configuration declares: each of them has the alarms of a sensor
 * @param outputs the names of the outputs that have a feedback contact
 */
export function builtInAlarms(
  own: readonly string[],
  outputs: readonly string[] = [],
): readonly BuiltInAlarm[] {
  return builtInIds([...SENSOR_CHANNEL_NAMES, ...own], outputs).map((id) => {
    const { level, onDelay = 0, offDelay = 0 } = builtInOf(id)!.definition;
    return { id, level, onDelay, offDelay, enabled: true };
  });
}

/** The built-in alarms of a configuration that declares no channel. */
export const BUILT_IN_ALARMS: readonly BuiltInAlarm[] = builtInAlarms([]);

export const BUILT_IN_ALARM_IDS: readonly string[] = BUILT_IN_ALARMS.map(({ id }) => id);
