// offline: while the broker is away the comms thread keeps what cannot be sent; it does so by itself.
import type { RecoveryStrategy } from '../strategy.js';

export function offline(): RecoveryStrategy {
  return { name: 'offline', attempt() {}, stands: () => true };
}
