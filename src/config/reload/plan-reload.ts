// What becomes of a running controller's configuration when its file says something else.
import { channelSettings } from '../schema/channels.js';
import type { Config } from '../schema.js';
import { type ConfigChange, type Difference, differences } from './differences.js';
import { isLive } from './effects.js';

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
  return {
    config: {
      ...running,
      control: { ...running.control, ...liveControl(wanted.control) },
      optimizer: wanted.optimizer,
      twin: wanted.twin,
      limits: wanted.limits,
      interlocks: seesSpeed
        ? wanted.interlocks
        : { ...wanted.interlocks, overspeed: running.interlocks.overspeed },
      channels: liveChannels(running.channels, wanted.channels),
      alerts: keepsRate ? wanted.alerts : withRateRuleOf(running.alerts, wanted.alerts),
      streams: wanted.streams,
      mqtt: { ...wanted.mqtt, baseTopic: running.mqtt.baseTopic },
      commands: wanted.commands,
      http: { ...running.http, token: wanted.http.token },
    },
    changes: all.filter(isTaken).map(plain),
    needsRestart: all.filter((difference) => !isTaken(difference)).map(plain),
  };
}

function liveControl({ mode, load, softStart }: Config['control']) {
  return { mode, load, softStart };
}

/** Which sources a channel has was decided when the devices were opened. */
function liveChannels(running: Config['channels'], wanted: Config['channels']): Config['channels'] {
  const names = new Set([...Object.keys(running), ...Object.keys(wanted)]);
  return Object.fromEntries(
    [...names].map((name) => {
      const { sources, vote } = running[name] ?? DEFAULT_CHANNEL;
      return [name, { ...DEFAULT_CHANNEL, ...wanted[name], sources, vote }];
    }),
  );
}

function withRateRuleOf(running: Config['alerts'], wanted: Config['alerts']): Config['alerts'] {
  const kept = running.rules.find(({ id }) => id === RATE_RULE);
  const rules = wanted.rules.map((rule) => (rule.id === RATE_RULE && kept !== undefined ? kept : rule));
  return { ...wanted, rules };
}

function plain({ key, from, to }: Difference): ConfigChange {
  return { key, from, to };
}
