// The alarms that are there without any configuration: the default rules, and those that are built in.
import type { AlarmLevel } from '../catalogue/alarm-definition.js';
import { builtInIds, builtInOf } from '../catalogue/alarm-ids.js';
import { SENSOR_CHANNEL_NAMES } from './channel-names.js';
import type { COMPARISONS } from './schema/alerts.js';

export type { AlarmLevel } from '../catalogue/alarm-definition.js';
export type Comparison = (typeof COMPARISONS)[number];

/** An alarm rule with everything decided. */
export interface AlarmRule {
  readonly id: string;
  readonly channel: string;
  readonly comparison: Comparison;
  /** In the unit of the channel; a second less for `rateAbove`; seconds for `stuckFor`. */
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
  /** What the operator is told; a text is made from the rule when there is none. */
  readonly message?: string | undefined;
}

/** An alarm whose condition is part of the program. */
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
/** From this control rate on `low_fps` keeps its fixed limit. */
const FULL_RATE_HZ = 15;

/** The rules that hold unless a file changes them, for a control rate in Hz. */
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

/** A rule of which only the condition is decided; what is left out has its default. */
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

/** The built-in alarms of a plant that can have these sensors, as they are without configuration. */
function builtInAlarms(sensors: readonly string[]): readonly BuiltInAlarm[] {
  return builtInIds(sensors).map((id) => {
    const { level, onDelay = 0, offDelay = 0 } = builtInOf(id)!.definition;
    return { id, level, onDelay, offDelay, enabled: true };
  });
}

export const BUILT_IN_ALARMS: readonly BuiltInAlarm[] = builtInAlarms(SENSOR_CHANNEL_NAMES);

export const BUILT_IN_ALARM_IDS: readonly string[] = BUILT_IN_ALARMS.map(({ id }) => id);
