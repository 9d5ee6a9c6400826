// Plans a reload: which changes of the file a running controller takes over, and which wait for a restart.
import { channelCatalogue } from '../../catalogue/channels.js';
import { ownNames } from '../../catalogue/own-channels.js';
import { configuredEquipment } from '../providers.js';
import type { Config } from '../schema.js';
import { type ConfigChange, type Difference, differences } from './differences.js';
import { isLive, takeOver } from './effects.js';
import { withEveryChannel } from './every-channel.js';

export interface ReloadPlan {
  /** The configuration after the reload: the running one with all changes that can be taken over. */
  readonly config: Config;
  /** Changes that are taken over. */
  readonly changes: readonly ConfigChange[];
  /** Changes that wait for the next start of the program. */
  readonly needsRestart: readonly ConfigChange[];
}

/** The limit of this rule follows the control rate. */
const RATE_RULE = 'low_fps';

/**
 * @param running the configuration in force
 * @param wanted the checked configuration of the file
 * @param channels all channels of the running controller
 */
export function planReload(running: Config, wanted: Config, channels: readonly string[]): ReloadPlan {
  // An interlock on a channel that does not exist before the next start would watch nothing until then.
  const seesSpeed = channels.includes(wanted.interlocks.overspeed.channel);
  const comesLater = channelsOfNextStart(wanted, channels);
  const waitingRules = rulesThatWait(running, wanted, comesLater);
  const priorityWaits = wanted.streams.priority.some((name) => comesLater.has(name));
  const waits = ({ path: [section, key = ''] }: Difference) =>
    (section === 'interlocks' && key === 'overspeed' && !seesSpeed) ||
    (section === 'streams' && key === 'priority' && priorityWaits) ||
    (section === 'alerts' && waitingRules.has(key));
  const all = differences(running, wanted);
  const isTaken = (difference: Difference) => isLive(difference.path) && !waits(difference);
  const taken = takeOver(withEveryChannel(running, wanted), withEveryChannel(wanted, running));
  return {
    config: {
      ...taken,
      interlocks: seesSpeed
        ? taken.interlocks
        : { ...taken.interlocks, overspeed: running.interlocks.overspeed },
      streams: priorityWaits ? { ...taken.streams, priority: running.streams.priority } : taken.streams,
      alerts: {
        rules: withRulesOf(running.alerts.rules, taken.alerts.rules, waitingRules),
        builtIn: onlyAlarmsOf(running.alerts.builtIn, taken.alerts.builtIn),
      },
    },
    changes: all.filter(isTaken).map(plain),
    needsRestart: all.filter((difference) => !isTaken(difference)).map(plain),
  };
}

/** The channels that the program will have from its next start on. A figure that this computer does not have will not come either. */
function channelsOfNextStart(wanted: Config, channels: readonly string[]): ReadonlySet<string> {
  const equipment = { ...configuredEquipment(wanted), host: [] };
  const provided = channelCatalogue(equipment).map(({ name }) => name);
  const later = [...provided, ...ownNames(wanted.channels)];
  return new Set(later.filter((name) => !channels.includes(name)));
}

/** The ids of the rules that cannot be as wanted before the next start. */
function rulesThatWait(running: Config, wanted: Config, later: ReadonlySet<string>): ReadonlySet<string> {
  const onNewChannel = wanted.alerts.rules.filter(({ channel }) => later.has(channel));
  const keepsRate = running.control.rateHz === wanted.control.rateHz;
  return new Set([...onNewChannel.map(({ id }) => id), ...(keepsRate ? [] : [RATE_RULE])]);
}

function withRulesOf(
  running: Config['alerts']['rules'],
  wanted: Config['alerts']['rules'],
  waiting: ReadonlySet<string>,
): Config['alerts']['rules'] {
  return wanted.flatMap((rule) => {
    if (!waiting.has(rule.id)) return rule;
    return running.find(({ id }) => id === rule.id) ?? [];
  });
}

/** The alarms of the running program, with the wanted settings where there are such. */
function onlyAlarmsOf(
  running: Config['alerts']['builtIn'],
  wanted: Config['alerts']['builtIn'],
): Config['alerts']['builtIn'] {
  return Object.fromEntries(Object.entries(running).map(([id, alarm]) => [id, wanted[id] ?? alarm]));
}

function plain({ key, from, to }: Difference): ConfigChange {
  return { key, from, to };
}
