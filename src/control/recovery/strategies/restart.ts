// restart: a supervisor restarts a thread at once; the attempt has succeeded when the thread keeps running.
import type { BuiltInStrategy } from '../strategy.js';

export const restart: BuiltInStrategy = {
  name: 'restart',
  against: ['comms_crash', 'store_crash'],
  make: () => ({ maxAttempts: 5, settleS: 15, holdS: 10, attempt() {} }),
};
