// Makes alarms from the configuration: rules and built-in alarms.
import type { AlarmRule, BuiltInAlarm } from '../../config/alarms.js';
import { Alarm, type AlarmDefinition } from './alarm.js';
import { builtInKind } from './built-in.js';
import { Judge } from './judge.js';
import { ruleTemplates } from './message.js';

/** A channel of the process image. */
export interface AlarmChannel {
  readonly name: string;
  /** SI unit symbol; `1` for a ratio. */
  readonly unit: string;
}

/**
 * An alarm that judges a channel. A rule on a channel that this plant does not have is never judged.
 *
 * @param channels every channel of the process image, in its order
 * @throws RangeError when a number of the rule is out of range
 */
export function alarmOfRule(rule: AlarmRule, channels: readonly AlarmChannel[]): Alarm {
  checkRule(rule);
  const judge = new Judge(rule.comparison, rule.threshold, rule.hysteresis);
  const { id, channel, level, onDelay, offDelay, latch, enabled, threshold } = rule;
  const index = channels.findIndex(({ name }) => name === channel);
  const definition = {
    id,
    channel,
    unit: unitOf(channels[index]),
    level,
    onDelay,
    offDelay,
    latch,
    enabled,
    threshold,
    templates: ruleTemplates(rule.comparison, rule.message),
    isRoot: false,
  };
  return new Alarm(definition, index, judge, judge.measured, 0);
}

/**
 * An alarm whose condition another part of the controller judges.
 *
 * @param values the array in which that part stores the value to report, at `index`
 */
export function alarmOfBuiltIn(
  alarm: BuiltInAlarm,
  channels: readonly AlarmChannel[],
  values: Float64Array,
  index: number,
): Alarm {
  return new Alarm(builtInDefinition(alarm, channels), -1, null, values, index);
}

/**
 * The definition of a built-in alarm with these settings. It has the same fields in the same order as that of a rule, and no copies of
 * objects in it: only then the engine finds the fields of both without a search.
 */
export function builtInDefinition(alarm: BuiltInAlarm, channels: readonly AlarmChannel[]): AlarmDefinition {
  const { id, level, onDelay, offDelay, enabled, message } = alarm;
  const { channel, templates, isRoot } = builtInKind(id);
  return {
    id,
    channel,
    unit: unitOf(channels.find(({ name }) => name === channel)),
    level,
    onDelay,
    offDelay,
    latch: false,
    enabled,
    threshold: null,
    templates: message === undefined ? templates : { active: message, cleared: message },
    isRoot,
  };
}

function unitOf(channel: AlarmChannel | undefined): string {
  return channel === undefined || channel.unit === '1' ? '' : channel.unit;
}

/** Checks rules that come by the API. Those of the configuration are checked already. */
function checkRule(rule: AlarmRule): void {
  if (rule.id === '') throw new RangeError('an alarm rule needs an id');
  if (!Number.isFinite(rule.threshold)) {
    throw new RangeError(`alarm rule ${rule.id}: threshold is ${rule.threshold}, it must be a finite number`);
  }
  for (const key of ['hysteresis', 'onDelay', 'offDelay'] as const) {
    if (Number.isFinite(rule[key]) && rule[key] >= 0) continue;
    throw new RangeError(`alarm rule ${rule.id}: ${key} is ${rule[key]}, it must be 0 or more`);
  }
}
