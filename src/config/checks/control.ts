// Checks of the control rate and the twin, and of the sections that name channels: channels, streams, interlocks.
import { forEachClash } from '../../../hal/schema/section-check.js';
import { notProvided, sourcesByChannel } from '../providers.js';
import type { Check } from './check.js';

/** The two measurements of the chain's speed. */
const SPEEDS = ['chain.velocity', 'generator.speed'];

export const checkRate: Check = ({ config: { control }, report }) => {
  const { rateHz, targetFps } = control;
  if (targetFps === undefined || targetFps === rateHz) return;
  report(
    ['control', 'targetFps'],
    `must have the same value as control.rateHz, which is ${rateHz}; found ${targetFps}: leave it out, or set both`,
  );
};

export const checkTwin: Check = ({ config: { twin }, report }) => {
  if (twin.minTimestep <= twin.maxTimestep) return;
  report(
    ['twin', 'minTimestep'],
    `must not be above twin.maxTimestep, which is ${twin.maxTimestep} s; found ${twin.minTimestep}`,
  );
};

export const checkChannels: Check = ({ config, report, isComplete }) => {
  const sources = sourcesByChannel(config.hal);
  for (const [channel, settings] of Object.entries(config.channels)) {
    const { min, max } = settings;
    if (min !== undefined && max !== undefined && min > max) {
      report(['channels', channel, 'min'], `must not be above max, which is ${max}; found ${min}`);
    }
    if (!isComplete(['hal'])) continue;
    const known = [...(sources.get(channel) ?? []), ...(config.hal.kind === 'sim' ? ['sim'] : [])];
    settings.sources?.forEach((source, i) => {
      if (known.includes(source)) return;
      const allowed = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
      report(
        ['channels', channel, 'sources', String(i)],
        `must be a source of ${channel}: ${allowed}; found \`${source}\``,
      );
    });
    const problem = notProvided(channel, config, 'this channel');
    if (problem !== null) report(['channels', channel], problem, 'warning');
  }
};

export const checkStreams: Check = ({ config, report, isComplete, isWritten }) => {
  const priority = config.streams.priority.map((channel, i) => ({ channel, i }));
  const pathOf = (i: number) => ['streams', 'priority', String(i)];
  forEachClash(
    priority,
    ({ channel }) => channel,
    ({ channel, i }) => report(pathOf(i), `names ${channel} a second time; remove it`),
  );
  if (!isWritten(['streams', 'priority']) || !isComplete(['hal'])) return;
  for (const { channel, i } of priority) {
    const problem = notProvided(channel, config);
    if (problem !== null) report(pathOf(i), problem, 'warning');
  }
};

export const checkInterlocks: Check = ({ config, report, isComplete }) => {
  const { channel, enabled } = config.interlocks.overspeed;
  const problem = notProvided(channel, config);
  if (!enabled || problem === null || !isComplete(['hal'])) return;
  // Each of the two speeds stands in for the other.
  if (SPEEDS.includes(channel) && SPEEDS.some((speed) => notProvided(speed, config) === null)) return;
  report(['interlocks', 'overspeed', 'channel'], `${problem}, so overspeed is never seen`, 'warning');
};
