// Plans a reload: which changes of the file a running controller takes over, and which wait for a restart.
import { DEFAULT_CHANNEL } from '../schema/channels.js';
import type { Config } from '../schema.js';
import { type ConfigChange, type Difference, differences } from './differences.js';
import { isLive, takeOver } from './effects.js';

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
  const keepsRate = running.control.rateHz === wanted.control.rateHz;
  const waits = ({ path: [section, key] }: Difference) =>
    (section === 'interlocks' && key === 'overspeed' && !seesSpeed) ||
    (section === 'alerts' && key === RATE_RULE && !keepsRate);
  const all = differences(running, wanted);
  const isTaken = (difference: Difference) => isLive(difference.path) && !waits(difference);
  const taken = takeOver(withEveryChannel(running, wanted), withEveryChannel(wanted, running));
  return {
    config: {
      ...taken,
      interlocks: seesSpeed
        ? taken.interlocks
        : { ...taken.interlocks, overspeed: running.interlocks.overspeed },
      alerts: keepsRate ? taken.alerts : withRateRuleOf(running.alerts, taken.alerts),
    },
    changes: all.filter(isTaken).map(plain),
    needsRestart: all.filter((difference) => !isTaken(difference)).map(plain),
  };
}

/** Adds the channels that only the other configuration names, with default settings, so that both have the same keys. */
function withEveryChannel(config: Config, other: Config): Config {
  const names = new Set([...Object.keys(other.channels), ...Object.keys(config.channels)]);
  const channels = Object.fromEntries(
    [...names].map((name) => [name, { ...DEFAULT_CHANNEL, ...config.channels[name] }]),
  );
  return { ...config, channels };
}

function withRateRuleOf(running: Config['alerts'], wanted: Config['alerts']): Config['alerts'] {
  const kept = running.rules.find(({ id }) => id === RATE_RULE);
  const rules = wanted.rules.map((rule) => (rule.id === RATE_RULE && kept !== undefined ? kept : rule));
  return { ...wanted, rules };
}

function plain({ key, from, to }: Difference): ConfigChange {
  return { key, from, to };
}
