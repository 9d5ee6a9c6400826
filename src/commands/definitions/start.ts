// `start`: starts the plant.
import type { PlantState } from '../../vocabulary/words.js';
import { controlCommand } from '../definition.js';
import { done, refused } from '../targets.js';

/** What to do instead, in each state but standby. */
const INSTEAD: Readonly<Record<PlantState, string>> = {
  standby: '',
  starting: 'wait until it runs',
  running: 'it runs already',
  stopping: 'wait until the chain stands',
  tripped: 'reset the trip first',
};

export const start = controlCommand({
  name: 'start',
  summary:
    'Starts the plant. Refused when the plant is not in standby, when the emergency stop is pressed, when a critical channel is missing, while a feedback contact says that an output is stuck, and while the chain turns.',
  fields: {},
  needsTimestamp: true,
  isAllowedByDefault: false,
  apply(_, plant) {
    if (plant.isEmergencyStopPressed) return refused('the emergency stop is pressed: release it first');
    if (plant.state !== 'standby')
      return refused(`the plant is ${plant.state}, not in standby: ${INSTEAD[plant.state]}`);
    const missing = plant.missingChannels;
    if (missing.length > 0)
      return refused(`critical channels are missing: ${missing.join(', ')}; check their sensors`);
    const stuck = plant.stuckOutputs;
    if (stuck.length > 0)
      return refused(
        `an output does not do what it is told (${stuck.join('; ')}): check its contacts and its wires`,
      );
    const speed = plant.turningAtMps;
    if (speed !== null) {
      return refused(
        `the chain still turns, at ${speed.toFixed(2)} m/s: check the brake, and start when the chain stands`,
      );
    }
    plant.move('start');
    return done('the plant starts');
  },
});
