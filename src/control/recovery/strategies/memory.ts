// memory: while the disk cannot be written the store keeps the events in memory; it does so by itself.
import type { RecoveryStrategy } from '../strategy.js';

export function memory(): RecoveryStrategy {
  return { name: 'memory', attempt() {}, stands: () => true };
}
