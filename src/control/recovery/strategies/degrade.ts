// degrade: the ladder leaves something out; each of its four steps is an attempt, and the ladder knows when the next is due.
import type { BuiltInStrategy } from '../strategy.js';

export const degrade: BuiltInStrategy = {
  name: 'degrade',
  against: ['overload'],
  make: () => ({ maxAttempts: 4, holdS: 1, attempt() {}, stands: () => true }),
};
