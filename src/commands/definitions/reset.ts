// `reset`: takes a tripped plant back to standby.
import { controlCommand } from '../definition.js';
import { done, refused } from '../targets.js';

export const reset = controlCommand({
  name: 'reset',
  summary: 'Resets a trip. The plant is then in standby. Refused while any cause for a trip is present.',
  fields: {},
  needsTimestamp: true,
  isAllowedByDefault: false,
  apply(_, plant) {
    const cause = plant.trippedBy;
    if (cause === null) return refused(`the plant is ${plant.state}: there is no trip to reset`);
    if (plant.isEmergencyStopPressed) return refused('the emergency stop is pressed: release it first');
    const { presentCause } = plant;
    if (presentCause !== null) return refused(`a cause to trip is still present: ${presentCause}`);
    plant.move('reset');
    plant.record('reset', { cause });
    return done('the trip is reset');
  },
});
