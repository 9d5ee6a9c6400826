// The differences between the alarms of two configurations, so that a reload changes only these.
import type { AlarmRule, BuiltInAlarm } from '../../config/alarms.js';
import type { Config } from '../../config/schema.js';
import type { Alarm, AlarmDefinition } from './alarm.js';

export interface AlarmChanges {
  /** New rules, and rules that differ from the present one with the same id. */
  readonly rules: readonly AlarmRule[];
  /** Ids of rules. */
  readonly removed: readonly string[];
  readonly builtIns: readonly BuiltInAlarm[];
}

/** The result of `RealTimeMonitor.prepare`. */
export interface PreparedAlarms {
  readonly alarms: readonly Alarm[];
  readonly removed: readonly string[];
  readonly definitions: readonly AlarmDefinition[];
}

export function alarmChanges(before: Config['alerts'], after: Config['alerts']): AlarmChanges {
  const rulesBefore = new Map(before.rules.map((rule) => [rule.id, rule]));
  const idsAfter = new Set(after.rules.map(({ id }) => id));
  return {
    rules: after.rules.filter((rule) => !isSame(rule, rulesBefore.get(rule.id))),
    removed: [...rulesBefore.keys()].filter((id) => !idsAfter.has(id)),
    builtIns: Object.values(after.builtIn).filter((alarm) => !isSame(alarm, before.builtIn[alarm.id])),
  };
}

/** Both objects are flat. A key that is not set may be missing or undefined. */
function isSame(a: object, b: object | undefined): boolean {
  if (b === undefined) return false;
  const others = b as Readonly<Record<string, unknown>>;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => Object.is((a as Readonly<Record<string, unknown>>)[key], others[key]));
}
