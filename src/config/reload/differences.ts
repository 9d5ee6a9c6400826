// Compares two configurations key by key, with the keys that a file uses.
import type { AlarmRule, BuiltInAlarm } from '../alarms.js';
import { keyText, type Path } from '../problem.js';
import type { Config } from '../schema.js';
import { isSecret } from './effects.js';
import { withEveryChannel } from './every-channel.js';

/** A change as JSON. null stands for a key that is not set. */
export interface ConfigChange {
  /** The key as in a file, for example `alerts.high_velocity.above`. */
  readonly key: string;
  readonly from: unknown;
  readonly to: unknown;
}

export interface Difference extends ConfigChange {
  readonly path: Path;
}

/** Shown in place of the value of a secret key. */
const HIDDEN = '(secret)';

/** All keys whose values differ, in the order of the schema. A part that only one configuration has counts as one key. */
export function differences(from: Config, to: Config): Difference[] {
  const found: Difference[] = [];
  compare([], asWritten(from, to), asWritten(to, from), found);
  return found;
}

/**
 * The configuration with the keys of a file: rules by id, and default settings for channels that only the other one names.
 * Alarms of a channel that only this one declares are left out: they come and go with the channel.
 */
function asWritten(config: Config, other: Config): Record<string, unknown> {
  const { alerts, http } = config;
  const builtIns = Object.values(alerts.builtIn).filter(({ id }) => other.alerts.builtIn[id] !== undefined);
  return {
    ...config,
    channels: withEveryChannel(config, other).channels,
    alerts: Object.fromEntries([
      ...alerts.rules.map((rule) => [rule.id, ruleAsWritten(rule)] as const),
      ...builtIns.map((alarm) => [alarm.id, alarmAsWritten(alarm)] as const),
    ]),
    http: { ...http, listen: `${http.listen.host}:${http.listen.port}` },
  };
}

function ruleAsWritten({ id, comparison, threshold, ...rest }: AlarmRule): Record<string, unknown> {
  return { [comparison]: threshold, ...rest };
}

function alarmAsWritten({ id, ...rest }: BuiltInAlarm): Record<string, unknown> {
  return rest;
}

function compare(path: Path, from: unknown, to: unknown, found: Difference[]): void {
  if (isMap(from) && isMap(to)) {
    for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
      compare([...path, key], from[key], to[key], found);
    }
  } else if (JSON.stringify(from) !== JSON.stringify(to)) {
    found.push({ path, key: keyText(path), from: told(path, from), to: told(path, to) });
  }
}

function told(path: Path, value: unknown): unknown {
  if (value === undefined) return null;
  return isSecret(path) ? HIDDEN : value;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
