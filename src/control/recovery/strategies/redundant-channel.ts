// redundant_channel: goes on with what other sources deliver for the channels of the lost one.
import type { RecoveryContext, RecoveryScope, RecoveryStrategy } from '../strategy.js';

/** The scan has chosen the other source by itself; here it is put on record for as long as it lasts. */
export function redundantChannel({ sources, image }: RecoveryScope): RecoveryStrategy {
  const areGood = ({ subject }: RecoveryContext) => {
    const channels = sources.channelsOf(subject);
    return channels.length > 0 && channels.every((name) => image.isGood(image.indexOf(name)));
  };
  return {
    name: 'redundant_channel',
    maxAttempts: 1,
    settleS: 0.1,
    applies: areGood,
    attempt() {},
    stands: areGood,
  };
}
