// Waits for a condition itself instead of for a time in which it should have come true.
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 5;

/** Resolves as soon as `condition` holds. Rejects, naming `what`, when it does not within `timeoutMs`. */
export async function until(what: string, condition: () => boolean, timeoutMs = 20_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > deadline) {
      throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    }
    await delay(POLL_MS);
  }
}
