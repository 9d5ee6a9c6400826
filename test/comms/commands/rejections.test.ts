// The number of audit events that a flood of refused commands makes.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Rejection, RejectionReporter } from '../../../src/comms/commands/rejections.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const one = {
  name: 'start',
  requestId: 'r',
  by: null,
  origin: 'mqtt',
  error: 'stale',
  message: 'too old',
} as const;

it('reports single ones at once', () => {
  const told: Rejection[] = [];
  new RejectionReporter(
    (rejection) => told.push(rejection),
    () => performance.now(),
  ).add(one);
  expect(told).toEqual([{ ...one, count: 1 }]);
});

it('reports the first few of a flood and then a sum every 30 s, and counts every one of them', () => {
  const told: Rejection[] = [];
  const reporter = new RejectionReporter(
    (rejection) => told.push(rejection),
    () => performance.now(),
  );
  for (let second = 0; second < 60; second++) {
    for (let i = 0; i < 1000; i++) {
      reporter.add(one);
    }
    vi.advanceTimersByTime(1000);
  }
  vi.advanceTimersByTime(60_000);
  expect(told.reduce((sum, { count }) => sum + count, 0)).toBe(60_000);
  expect(told.length).toBeLessThanOrEqual(9);
});

it('shortens the name of a command that does not exist', () => {
  const told: Rejection[] = [];
  const reporter = new RejectionReporter(
    (rejection) => told.push(rejection),
    () => performance.now(),
  );
  reporter.add({ ...one, name: 'x'.repeat(10_000) });
  expect(told[0]?.name).toHaveLength(64);
});
