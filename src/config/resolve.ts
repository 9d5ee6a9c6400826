// Makes the configuration that the program runs on from the parsed sections: merges alarm rules with their defaults.
import { outputsWithFeedback } from '../../hal/linux/schema.js';
import { ownNames } from '../catalogue/own-channels.js';
import type { AlarmRule, BuiltInAlarm, Comparison } from './alarms.js';
import { builtInAlarms, defaultRules, rule } from './alarms.js';
import { COMPARISONS } from './schema/alerts.js';
import type { Config, ParsedConfig } from './schema.js';

type Patch = ParsedConfig['alerts'][string];

/** `parsed` must have passed the checks. */
export function resolveConfig(parsed: ParsedConfig): Config {
  const { targetFps: _sameAsRate, ...control } = parsed.control;
  return { ...parsed, control, alerts: resolveAlerts(parsed, control.rateHz) };
}

function resolveAlerts({ alerts: patches, channels, hal }: ParsedConfig, rateHz: number): Config['alerts'] {
  const defaults = defaultRules(rateHz);
  const builtIns = builtInAlarms(ownNames(channels), outputsWithFeedback(hal));
  const isBuiltIn = new Set(builtIns.map(({ id }) => id));
  const known = new Set([...isBuiltIn, ...defaults.map(({ id }) => id)]);
  const added = Object.entries(patches).filter(([id]) => !known.has(id));
  return {
    rules: [
      ...defaults.map((rule) => patchedRule(rule, patches[rule.id])),
      ...added.map(([id, patch]) => newRule(id, patch)),
    ],
    builtIn: Object.fromEntries(builtIns.map((alarm) => [alarm.id, patchedAlarm(alarm, patches[alarm.id])])),
  };
}

function patchedAlarm(alarm: BuiltInAlarm, patch: Patch | undefined): BuiltInAlarm {
  return { ...alarm, ...given(patch) };
}

function patchedRule(base: AlarmRule, patch: Patch | undefined): AlarmRule {
  if (patch === undefined) return base;
  const [comparison, threshold] = comparisonOf(patch) ?? [base.comparison, base.threshold];
  const rest = { ...base, ...withoutComparison(patch) };
  return rule(base.id, patch.channel ?? base.channel, comparison, threshold, rest);
}

function newRule(id: string, patch: Patch): AlarmRule {
  const condition = comparisonOf(patch);
  if (condition === undefined || patch.channel === undefined)
    throw new Error(`the rule ${id} was not checked`);
  return rule(id, patch.channel, ...condition, withoutComparison(patch));
}

function comparisonOf(patch: Patch): [Comparison, number] | undefined {
  for (const name of COMPARISONS) {
    const threshold = patch[name];
    if (threshold !== undefined) return [name, threshold];
  }
  return undefined;
}

function withoutComparison({
  channel,
  above,
  below,
  equals,
  notEquals,
  rateAbove,
  stuckFor,
  ...rest
}: Patch) {
  return given(rest);
}

/** A spread must not overwrite a default with `undefined`. */
function given<T extends object>(patch: T | undefined): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(patch ?? {}).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
