// `reset`: takes a tripped plant back to standby.
import { controlCommand } from '../definition.js';
import { done, RESET_AFTER_S, refused } from '../targets.js';

/** Tolerance: ticks are not whole numbers of milliseconds. */
const ROUNDING_S = 1e-9;

export const reset = controlCommand({
  name: 'reset',
  summary: `Resets a trip. The plant is then in standby. Refused until every cause for a trip has been away for ${RESET_AFTER_S} s without a break.`,
  fields: {},
  needsTimestamp: true,
  isAllowedByDefault: false,
  apply(_, plant) {
    const cause = plant.trippedBy;
    if (cause === null) return refused(`the plant is ${plant.state}: there is no trip to reset`);
    if (plant.isEmergencyStopPressed) return refused('the emergency stop is pressed: release it first');
    const { presentCause } = plant;
    if (presentCause !== null)
      return refused(`a cause to trip is still present: ${presentCause}; remove it first`);
    if (plant.calmForS < RESET_AFTER_S - ROUNDING_S) {
      const away = plant.calmForS.toFixed(1);
      return refused(
        `the last cause to trip has been away for ${away} s only: reset again when it has been away for ${RESET_AFTER_S} s`,
      );
    }
    plant.move('reset');
    plant.record('reset', { cause });
    return done('the trip is reset');
  },
});
