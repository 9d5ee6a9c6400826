// memory: while the disk cannot be written the store keeps the events in memory; it does so by itself.
import type { BuiltInStrategy } from '../strategy.js';

export const memory: BuiltInStrategy = {
  name: 'memory',
  against: ['store_failing'],
  make: () => ({ attempt() {}, stands: () => true }),
};
