// Checks of the alarm rules: a rule has one channel and one comparison; a built-in alarm takes a few settings only.
import { outputsWithFeedback } from '../../../hal/linux/schema.js';
import { isFamilyAlarm } from '../../catalogue/alarm-ids.js';
import { ownNames } from '../../catalogue/own-channels.js';
import { builtInAlarms, DEFAULT_RULE_IDS, DEFAULT_RULES } from '../alarms.js';
import { notProvided } from '../providers.js';
import { BUILT_IN_KEYS, COMPARISONS } from '../schema/alerts.js';
import { nearest, suggestion } from '../suggest.js';
import type { Check, CheckContext } from './check.js';

type Patch = CheckContext['config']['alerts'][string];

export const checkAlerts: Check = (context) => {
  const { alerts, channels, hal } = context.config;
  const builtIns = builtInAlarms(ownNames(channels), outputsWithFeedback(hal)).map(({ id }) => id);
  for (const [id, patch] of Object.entries(alerts)) {
    if (isFamilyAlarm(id) || builtIns.includes(id)) checkBuiltIn(id, patch, builtIns, context);
    else checkRule(id, patch, builtIns, context);
    checkChannel(id, patch, context);
  }
};

/** A rule on a channel that does not exist is never judged. The operator would rely on an alarm that cannot come. */
function checkChannel(id: string, patch: Patch, { config, isComplete, report }: CheckContext): void {
  const channel = patch.channel ?? DEFAULT_RULES.find((rule) => rule.id === id)?.channel;
  if (channel === undefined || patch.enabled === false || !isComplete(['hal'])) return;
  const problem = notProvided(channel, config, patch.channel === undefined ? channel : 'this channel');
  if (problem === null) return;
  const path = ['alerts', id, ...(patch.channel === undefined ? [] : ['channel'])];
  report(path, `${problem}, so the rule is never judged`, 'warning');
}

function checkBuiltIn(id: string, patch: Patch, builtIns: readonly string[], { report }: CheckContext): void {
  if (!builtIns.includes(id)) {
    report(['alerts', id], `there is no such built-in alarm${suggestion(id, sameFamily(id, builtIns))}`);
    return;
  }
  for (const key of Object.keys(patch)) {
    if (BUILT_IN_KEYS.some((allowed) => allowed === key)) continue;
    report(['alerts', id, key], `${id} is a built-in alarm, which takes only ${BUILT_IN_KEYS.join(', ')}`);
  }
}

function sameFamily(id: string, builtIns: readonly string[]): readonly string[] {
  const family = id.split('.')[0] ?? '';
  return builtIns.filter((known) => known.startsWith(`${family}.`));
}

function checkRule(id: string, patch: Patch, builtIns: readonly string[], { report }: CheckContext): void {
  const isDefault = DEFAULT_RULE_IDS.includes(id);
  const comparisons = COMPARISONS.filter((name) => patch[name] !== undefined);
  if (comparisons.length > 1) {
    report(
      ['alerts', id],
      `has ${comparisons.join(' and ')}: a rule has exactly one comparison; remove the others`,
    );
  }
  if (isDefault) return;
  if (id.includes('.')) {
    report(['alerts', id], 'the id of a rule must not contain a dot; only ids of built-in alarms do');
    return;
  }
  const missing = [
    ...(patch.channel === undefined ? ['a channel'] : []),
    ...(comparisons.length === 0 ? [`one of ${COMPARISONS.join(', ')}`] : []),
  ];
  if (missing.length > 0) {
    report(['alerts', id], `is a new rule, so it needs ${missing.join(' and ')}${question(id, builtIns)}`);
  }
}

/** A suggestion for an id that may be a misspelt default rule or built-in alarm; empty when none is near. */
function question(id: string, builtIns: readonly string[]): string {
  const near = nearest(id, [...DEFAULT_RULE_IDS, ...builtIns]);
  return near.length === 0 ? '' : suggestion(id, near);
}
