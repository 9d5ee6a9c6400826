// `stop`: stops the plant.
import { controlCommand } from '../definition.js';
import { done, refused } from '../targets.js';

export const stop = controlCommand({
  name: 'stop',
  summary:
    'Stops the plant. Cancels an automatic start that still waits for its conditions (`control.autoStart`).',
  fields: {},
  needsTimestamp: false,
  isAllowedByDefault: false,
  apply(_, plant) {
    plant.cancelAutoStart();
    if (plant.move('stop')) return done('the plant stops');
    return refused(`the plant is ${plant.state}: there is nothing to stop`);
  },
});
