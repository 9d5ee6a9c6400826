// Checks that a twinHold can act: that the digital twin runs on this plant and predicts the channel.
import {
  type ChannelEquipment,
  residualName,
  TWIN_CHANNELS,
  twinUnavailable,
  whyAbsent,
} from '../../catalogue/channels.js';
import { isBuiltInSensor, ownNames } from '../../catalogue/own-channels.js';
import { configuredEquipment, notProvided } from '../providers.js';
import type { Check } from './check.js';

/** The two measurements of speed: while the twin replaces one of them, the other keeps it close to the plant. */
const SPEEDS = ['chain.velocity', 'generator.speed'];

export const checkHolds: Check = ({ config, report, isComplete }) => {
  for (const channel of ownNames(config.channels)) {
    if (config.channels[channel]!.twinHold > 0)
      report(
        ['channels', channel, 'twinHold'],
        'is not possible for a channel of your own: the digital twin does not know it; remove it',
      );
  }
  if (!isComplete(['hal'])) return;
  for (const [channel, { twinHold }] of Object.entries(config.channels)) {
    if (twinHold === 0 || !isBuiltInSensor(channel) || notProvided(channel, config) !== null) continue;
    const reason = whyNeverHeld(channel, configuredEquipment(config));
    if (reason === null) continue;
    report(
      ['channels', channel, 'twinHold'],
      `${reason}, so the twin never replaces this channel`,
      'warning',
    );
  }
};

/** Why the twin cannot replace a measured channel, in a sentence; null when it can. */
function whyNeverHeld(channel: string, equipment: ChannelEquipment): string | null {
  const { sensors, drivesLoad } = equipment;
  const isPredicted = TWIN_CHANNELS.some((name) => name === channel);
  if (!isPredicted || !drivesLoad || twinUnavailable(sensors) !== null) {
    return whyAbsent(residualName(channel), equipment);
  }
  const others = SPEEDS.filter((speed) => speed !== channel);
  if (others.some((speed) => sensors.includes(speed))) return null;
  return `without a sensor for ${others.join(' or ')} no measured speed keeps the digital twin close to the plant`;
}
