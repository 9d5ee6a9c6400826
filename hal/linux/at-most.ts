// Bounds a wait at the end of a program, where real time has to pass.

/** Resolves when `work`, which never rejects, has ended, or after `timeoutMs`. Leaves no timer behind. */
export async function atMost(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}
