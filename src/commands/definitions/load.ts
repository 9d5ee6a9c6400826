// `load`: sets the generator load.
import { controlCommand } from '../definition.js';
import { numberWithin } from '../field.js';
import { done } from '../targets.js';

export const load = controlCommand({
  name: 'load',
  summary: 'Sets the generator load. The search for the best load pauses until the next start.',
  fields: { fraction: numberWithin(0, 1, 'the load setpoint, as a fraction of the rated torque') },
  needsTimestamp: true,
  isAllowedByDefault: false,
  apply({ fraction }, plant) {
    plant.setLoad(fraction);
    const pauses =
      plant.loadObjective === 'off' ? '' : '; the search for the best load pauses until the next start';
    return done(`the load setpoint is ${fraction}${pauses}`);
  },
});
