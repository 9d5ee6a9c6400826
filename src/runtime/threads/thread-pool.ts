// Checks the size of libuv's thread pool, which file access, name look-ups and I2C transfers share.

/** Each hanging name look-up blocks a thread for half a minute. With the default of four threads none would be left for the disk. */
export const RECOMMENDED_POOL_SIZE = 8;
const DEFAULT_POOL_SIZE = 4;

/**
 * One sentence on what is wrong with the size and one on what to do; null when the size is right.
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

/** Reads the setting as libuv does: only its leading digits count, and 0 or no digits mean 1. */
function sizeOf(setting: string): number {
  const digits = /^\s*\+?(\d+)/.exec(setting)?.[1];
  return Math.max(1, digits === undefined ? 0 : Number(digits));
}
