// reinitialise_twin: starts the twin again from the measurements, with its smallest timestep and damped for a while.
import type { BuiltInStrategy } from '../strategy.js';

export const reinitialiseTwin: BuiltInStrategy = {
  name: 'reinitialise_twin',
  against: ['numerical_instability'],
  make: ({ twin }) => ({
    settleS: 0.5,
    // Longer than the time that a model needs to diverge again.
    holdS: 2,
    attempt() {
      twin.reinitialise();
    },
  }),
};
