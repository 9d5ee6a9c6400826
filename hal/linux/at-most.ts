// Limits how long a caller waits in real time, for the end of a program.

/** Resolves when `work` has ended, or after `timeoutMs`. `work` must never reject. Leaves no timer running. */
export async function atMost(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}
