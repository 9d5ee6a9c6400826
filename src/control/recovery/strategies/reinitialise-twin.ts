// reinitialise_twin: starts the twin again from what is measured, with its smallest timestep and damped for a while.
import type { RecoveryScope, RecoveryStrategy } from '../strategy.js';

export function reinitialiseTwin({ twin }: RecoveryScope): RecoveryStrategy {
  return {
    name: 'reinitialise_twin',
    settleS: 0.5,
    // Longer than it takes a model that still diverges to do so.
    holdS: 2,
    attempt() {
      twin.reinitialise();
    },
  };
}
