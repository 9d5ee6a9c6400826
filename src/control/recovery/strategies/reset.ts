// reset: closes a port that is open and says nothing, and opens it again.
import type { RecoveryScope, RecoveryStrategy } from '../strategy.js';
import { reopen } from './reopen.js';

export function reset(scope: RecoveryScope): RecoveryStrategy {
  return { ...reopen(scope), name: 'reset' };
}
