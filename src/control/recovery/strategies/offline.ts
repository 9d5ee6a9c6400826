// offline: while the broker is away, unsent events wait in the store by themselves; this strategy records it.
import type { BuiltInStrategy } from '../strategy.js';

export const offline: BuiltInStrategy = {
  name: 'offline',
  against: ['broker_lost'],
  make: () => ({ attempt() {}, stands: () => true }),
};
