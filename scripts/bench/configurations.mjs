// The two configurations for which the control tick is measured.
import { load } from './dist.mjs';

/** A limit that is checked but never reached, so that no alarm is part of the figures. */
const FAR = 1e9;
/** Rules in addition to the five default ones. */
const EXTRA_RULES = 25;
const RULE_KINDS = [
  { above: FAR },
  { below: -FAR },
  { rateAbove: FAR },
  { stuckFor: 3600 },
  { notEquals: -FAR },
];

/** @param name `default` or `everything-on` */
export async function configuration(name) {
  const { parseConfig, SCENARIO_DEFAULTS } = await load('src/config/index.js');
  const text = JSON.stringify(name === 'everything-on' ? await everythingOn() : {});
  const { config, problems } = parseConfig(text, `the bench's ${name}`, { defaults: SCENARIO_DEFAULTS });
  if (config === undefined)
    throw new Error(problems.map(({ key, message }) => `${key}: ${message}`).join('\n'));
  return config;
}

/** All checks, limits on every channel, the twin as stand-in for all its channels, and 30 rules of all kinds of comparison. */
async function everythingOn() {
  const { SENSOR_CHANNEL_NAMES: names } = await load('src/config/index.js');
  const { TWIN_CHANNELS } = await load('src/catalogue/channels.js');
  const channels = Object.fromEntries(names.map((name) => [name, { min: -FAR, max: FAR }]));
  for (const name of TWIN_CHANNELS) Object.assign(channels[name], { twinHold: 5, critical: true });
  const alerts = Object.fromEntries(
    Array.from({ length: EXTRA_RULES }, (_, i) => {
      const kind = RULE_KINDS[i % RULE_KINDS.length];
      return [`bench_${i}`, { channel: names[i % names.length], ...kind, hysteresis: 1, onDelay: 1 }];
    }),
  );
  return { control: { mode: 'accuracy' }, channels, alerts };
}
