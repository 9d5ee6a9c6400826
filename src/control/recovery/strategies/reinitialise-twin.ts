// reinitialise_twin: starts the twin again from what is measured, with its smallest timestep and damped for a while.
import type { BuiltInStrategy } from '../strategy.js';

export const reinitialiseTwin: BuiltInStrategy = {
  name: 'reinitialise_twin',
  against: ['numerical_instability'],
  make: ({ twin }) => ({
    settleS: 0.5,
    // Longer than it takes a model that still diverges to do so.
    holdS: 2,
    attempt() {
      twin.reinitialise();
    },
  }),
};
