// twin_hold: continues with the twin's values, marked as estimated, for as long as `twinHold` allows.
import { QUALITY } from '../../../../hal/quality.js';
import type { BuiltInStrategy, RecoveryContext } from '../strategy.js';

/** The scan uses the twin's value already. This strategy records it as long as it lasts. */
export const twinHold: BuiltInStrategy = {
  name: 'twin_hold',
  against: ['sensor_lost', 'port_hung'],
  make({ sources, image }) {
    const isCarried = ({ subject }: RecoveryContext) =>
      sources.channelsOf(subject).some((name) => image.qualityOf(image.indexOf(name)) === QUALITY.estimated);
    return { maxAttempts: 1, settleS: 0.1, applies: isCarried, attempt() {}, stands: isCarried };
  },
};
