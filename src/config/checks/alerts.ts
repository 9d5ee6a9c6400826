// Checks of the alarm rules: each has one channel and one comparison, and changes only what it may.
import { BUILT_IN_ALARM_IDS, DEFAULT_RULE_IDS, isBuiltInFamily } from '../alarms.js';
import { providedChannels } from '../providers.js';
import { BUILT_IN_KEYS, COMPARISONS } from '../schema/alerts.js';
import { nearest, suggestion } from '../suggest.js';
import type { Check, CheckContext } from './check.js';

type Patch = CheckContext['config']['alerts'][string];

export const checkAlerts: Check = (context) => {
  const provided = providedChannels(context.config.hal);
  for (const [id, patch] of Object.entries(context.config.alerts)) {
    if (isBuiltInFamily(id) || BUILT_IN_ALARM_IDS.includes(id)) checkBuiltIn(id, patch, context);
    else checkRule(id, patch, context);
    const isNowhere = patch.channel !== undefined && !provided.has(patch.channel);
    if (isNowhere && context.isComplete(['hal'])) {
      const message = 'nothing in this configuration provides this channel, so the rule is never judged';
      context.report(['alerts', id, 'channel'], message, 'warning');
    }
  }
};

function checkBuiltIn(id: string, patch: Patch, { report }: CheckContext): void {
  if (!BUILT_IN_ALARM_IDS.includes(id)) {
    report(['alerts', id], `there is no such built-in alarm${suggestion(id, sameFamily(id))}`);
    return;
  }
  for (const key of Object.keys(patch)) {
    if (BUILT_IN_KEYS.some((allowed) => allowed === key)) continue;
    report(['alerts', id, key], `${id} is a built-in alarm, which takes only ${BUILT_IN_KEYS.join(', ')}`);
  }
}

function sameFamily(id: string): readonly string[] {
  const family = id.split('.')[0] ?? '';
  return BUILT_IN_ALARM_IDS.filter((known) => known.startsWith(`${family}.`));
}

function checkRule(id: string, patch: Patch, { report }: CheckContext): void {
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
    report(['alerts', id], 'the id of a rule has no dots; built-in alarms are the only ones that have');
    return;
  }
  const missing = [
    ...(patch.channel === undefined ? ['a channel'] : []),
    ...(comparisons.length === 0 ? [`one of ${COMPARISONS.join(', ')}`] : []),
  ];
  if (missing.length > 0) {
    report(['alerts', id], `is a new rule, so it needs ${missing.join(' and ')}${question(id)}`);
  }
}

/** For an id that may be a misspelt default or built-in one. */
function question(id: string): string {
  const near = nearest(id, [...DEFAULT_RULE_IDS, ...BUILT_IN_ALARM_IDS]);
  return near.length === 0 ? '' : suggestion(id, near);
}
