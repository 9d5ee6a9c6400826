// redundant_channel: continues with other sources for the channels of the lost one.
import type { BuiltInStrategy, RecoveryContext } from '../strategy.js';

/** The scan has chosen the other source already. This strategy records it as long as it lasts. */
export const redundantChannel: BuiltInStrategy = {
  name: 'redundant_channel',
  against: ['sensor_lost', 'port_hung'],
  make({ sources, image }) {
    const areGood = ({ subject }: RecoveryContext) => {
      const channels = sources.channelsOf(subject);
      return channels.length > 0 && channels.every((name) => image.isGood(image.indexOf(name)));
    };
    return { maxAttempts: 1, settleS: 0.1, applies: areGood, attempt() {}, stands: areGood };
  },
};
