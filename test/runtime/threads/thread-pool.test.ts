// Which sizes of libuv's thread pool are too small, as libuv reads the setting.
import { describe, expect, it } from 'vitest';
import { RECOMMENDED_POOL_SIZE, threadPoolProblem } from '../../../src/runtime/threads/thread-pool.js';

describe('the size of the thread pool', () => {
  it.each(['8', '16', ' 8', '+9', '1024'])('%j is enough', (setting) => {
    expect(threadPoolProblem(setting)).toBeNull();
  });

  it.each([
    [undefined, '4 threads'],
    ['4', '4 threads'],
    ['7', '7 threads'],
    ['1', '1 thread'],
    ['0', '1 thread'],
    ['', '1 thread'],
    ['many', '1 thread'],
  ])('%j is too small', (setting, size) => {
    expect(threadPoolProblem(setting)).toContain(`pool has ${size}: `);
    expect(threadPoolProblem(setting)).toContain(`Set UV_THREADPOOL_SIZE=${RECOMMENDED_POOL_SIZE} `);
  });
});
