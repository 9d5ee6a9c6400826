// degrade: the degradation ladder leaves work out. Each of its four steps is an attempt; the ladder decides when the next is due.
import type { BuiltInStrategy } from '../strategy.js';

export const degrade: BuiltInStrategy = {
  name: 'degrade',
  against: ['overload'],
  make: () => ({ maxAttempts: 4, holdS: 1, attempt() {}, stands: () => true }),
};
