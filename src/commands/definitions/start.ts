// `start`: starts the plant.
import { controlCommand } from '../definition.js';
import { done, refused } from '../targets.js';

export const start = controlCommand({
  name: 'start',
  summary:
    'Starts the plant. Refused when the plant is not in standby, when the emergency stop is pressed, and when a critical channel is missing.',
  fields: {},
  needsTimestamp: true,
  isAllowedByDefault: false,
  apply(_, plant) {
    if (plant.isEmergencyStopPressed) return refused('the emergency stop is pressed');
    if (plant.state !== 'standby') return refused(`the plant is ${plant.state}, not in standby`);
    const missing = plant.missingChannels;
    if (missing.length > 0) return refused(`critical channels are missing: ${missing.join(', ')}`);
    plant.move('start');
    return done('the plant starts');
  },
});
