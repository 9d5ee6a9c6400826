// memory: while the store takes nothing its client keeps the events in memory; it does so by itself.
import type { RecoveryStrategy } from '../strategy.js';

export function memory(): RecoveryStrategy {
  return { name: 'memory', attempt() {}, stands: () => true };
}
