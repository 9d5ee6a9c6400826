// What becomes of a running controller's configuration when its file says something else.
import { channelSettings } from '../schema/channels.js';
import type { Config } from '../schema.js';
import { type ConfigChange, type Difference, differences } from './differences.js';
import { isLive, takeOver } from './effects.js';

export interface ReloadPlan {
  /** What is in force afterwards: every change that can be taken over, and the rest as it was. */
  readonly config: Config;
  /** What is taken over. */
  readonly changes: readonly ConfigChange[];
  /** What waits for the next start of the program. */
  readonly needsRestart: readonly ConfigChange[];
}

const DEFAULT_CHANNEL = channelSettings.parse({});
/** Its limit follows the control rate. */
const RATE_RULE = 'low_fps';

/**
 * @param running what is in force
 * @param wanted what the file says, checked
 * @param channels every channel that the running controller has
 */
export function planReload(running: Config, wanted: Config, channels: readonly string[]): ReloadPlan {
  // An interlock on a channel that only the next start brings would watch nothing until then.
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

/** Every channel that either names, with its defaults, so that each key has its place in both. */
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
