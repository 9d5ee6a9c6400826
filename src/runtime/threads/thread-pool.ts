// The size of libuv's pool of threads, which file access, name look-ups and I2C transfers share.

/** Name look-ups that hang take a thread each for half a minute; of four, which is the default, none is left for the disk. */
export const RECOMMENDED_POOL_SIZE = 8;
const DEFAULT_POOL_SIZE = 4;

/**
 * What is wrong with the size, in one sentence, and what to do in another; null when nothing is.
 *
 * @param setting `UV_THREADPOOL_SIZE` as it was when the first file was read: libuv looks at it once
 */
export function threadPoolProblem(setting: string | undefined): string | null {
  const size = setting === undefined ? DEFAULT_POOL_SIZE : sizeOf(setting);
  if (size >= RECOMMENDED_POOL_SIZE) return null;
  const threads = size === 1 ? '1 thread' : `${size} threads`;
  return (
    `libuv's pool has ${threads}: slow name look-ups can hold up disk and devices. ` +
    `Set UV_THREADPOOL_SIZE=${RECOMMENDED_POOL_SIZE} in the environment.`
  );
}

/** As libuv reads it: the digits that it begins with; what has none is 0, and 0 is taken for 1. */
function sizeOf(setting: string): number {
  const digits = /^\s*\+?(\d+)/.exec(setting)?.[1];
  return Math.max(1, digits === undefined ? 0 : Number(digits));
}
