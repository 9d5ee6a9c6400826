// Waits for a condition, instead of for a fixed time.
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 5;

/** Resolves as soon as `condition` holds. Rejects with the name `what` when it does not hold within `timeoutMs`. */
export async function until(what: string, condition: () => boolean, timeoutMs = 20_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > deadline) {
      throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    }
    await delay(POLL_MS);
  }
}
