// `start`: starts the plant.
import { controlCommand } from '../definition.js';
import { done, refused } from '../targets.js';

export const start = controlCommand({
  name: 'start',
  summary:
    'Starts the plant. Refused when the plant is not in standby, when the emergency stop is pressed, when a critical channel is missing, and while the chain turns.',
  fields: {},
  needsTimestamp: true,
  isAllowedByDefault: false,
  apply(_, plant) {
    if (plant.isEmergencyStopPressed) return refused('the emergency stop is pressed');
    if (plant.state !== 'standby') return refused(`the plant is ${plant.state}, not in standby`);
    const missing = plant.missingChannels;
    if (missing.length > 0) return refused(`critical channels are missing: ${missing.join(', ')}`);
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
