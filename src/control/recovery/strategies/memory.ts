// memory: while the disk cannot be written, the store keeps events in memory by itself; this strategy records it.
import type { BuiltInStrategy } from '../strategy.js';

export const memory: BuiltInStrategy = {
  name: 'memory',
  against: ['store_failing'],
  make: () => ({ attempt() {}, stands: () => true }),
};
