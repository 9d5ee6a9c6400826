// restart: a supervisor starts a thread again at once; that has helped when the thread stays up.
import type { BuiltInStrategy } from '../strategy.js';

export const restart: BuiltInStrategy = {
  name: 'restart',
  against: ['comms_crash', 'store_crash'],
  make: () => ({ maxAttempts: 5, settleS: 15, holdS: 10, attempt() {} }),
};
