// offline: while the broker is away the comms thread keeps what cannot be sent; it does so by itself.
import type { BuiltInStrategy } from '../strategy.js';

export const offline: BuiltInStrategy = {
  name: 'offline',
  against: ['broker_lost'],
  make: () => ({ attempt() {}, stands: () => true }),
};
