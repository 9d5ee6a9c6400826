// degrade: the ladder leaves something out; each of its four steps is an attempt, and the ladder knows when the next is due.
import type { RecoveryStrategy } from '../strategy.js';

export function degrade(): RecoveryStrategy {
  return { name: 'degrade', maxAttempts: 4, holdS: 1, attempt() {}, stands: () => true };
}
