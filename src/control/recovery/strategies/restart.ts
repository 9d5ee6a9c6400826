// restart: a supervisor starts a thread again at once; that has helped when the thread stays up.
import type { RecoveryStrategy } from '../strategy.js';

export function restart(): RecoveryStrategy {
  return { name: 'restart', maxAttempts: 5, settleS: 15, holdS: 10, attempt() {} };
}
