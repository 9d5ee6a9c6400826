// Checks the figures of the computer that are channels: which of them it has, and whether the configuration needs others.
import { HOST_CHANNELS, type HostChannel, isHostChannel } from '../../../catalogue/host-channels.js';
import type { Config } from '../../../config/index.js';
import { hostFigures } from '../../../host/figures.js';
import type { Probe } from '../examination.js';
import { type Finding, ok, warning } from '../finding.js';

export const host: Probe = ({ machine, config }) => {
  const figures = hostFigures(machine, config.store.path);
  const has = HOST_CHANNELS.filter(({ name }) => figures[name as HostChannel] !== undefined);
  const list = has.map(({ name }) => name).join(', ');
  const uses = usesOf(config).filter(
    ({ channel }) => isHostChannel(channel) && figures[channel] === undefined,
  );
  return [ok('host', `This computer has the channels ${list}.`), ...uses.map(missing)];
};

interface Use {
  readonly key: string;
  readonly channel: string;
  readonly consequence: string;
}

function usesOf({ alerts, streams }: Config): Use[] {
  const rules = alerts.rules.filter(({ enabled }) => enabled);
  return [
    ...rules.map(({ id, channel }) => ({
      ...{ key: `alerts.${id}`, channel },
      consequence: 'the rule would never be judged',
    })),
    ...streams.priority.map((channel) => ({
      ...{ key: 'streams.priority', channel },
      consequence: 'the stream would be without it',
    })),
  ];
}

function missing({ key, channel, consequence }: Use): Finding {
  const what = `${key} names ${channel}, which this computer does not have: ${consequence}.`;
  return warning(channel, what, `Name another channel, or remove it from ${key}.`);
}
