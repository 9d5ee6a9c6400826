// Waits for a promise, for a limited time.

/** Resolves when `promise` resolves, or after `ms` milliseconds. Rejects when `promise` rejects before. */
export async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise, timeout]);
  clearTimeout(timer);
}
