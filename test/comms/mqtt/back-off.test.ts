// The wait before the next attempt to connect.
import { describe, expect, it } from 'vitest';
import { BackOff } from '../../../src/comms/mqtt/back-off.js';

describe('the wait before the next attempt', () => {
  it('is none at first, then grows, and never exceeds 2 s', () => {
    const backOff = new BackOff(() => 0);
    const waits = Array.from({ length: 9 }, () => backOff.afterFailure());
    expect(waits).toEqual([0, 125, 250, 500, 1000, 2000, 2000, 2000, 2000]);
  });

  it('is shortened at random, by half at most', () => {
    const backOff = new BackOff(() => 1);
    const waits = Array.from({ length: 9 }, () => backOff.afterFailure());
    expect(waits).toEqual([0, 62.5, 125, 250, 500, 1000, 1000, 1000, 1000]);
  });

  it('is none after the loss of a connection that had lasted', () => {
    const backOff = new BackOff(() => 0);
    for (let i = 0; i < 9; i++) {
      backOff.afterFailure();
    }
    expect(backOff.afterLoss(60_000)).toBe(0);
    expect(backOff.isUnstable).toBe(false);
  });

  it('keeps growing while connections are lost soon after they are made', () => {
    const backOff = new BackOff(() => 0);
    expect([backOff.afterLoss(100), backOff.afterLoss(100), backOff.afterLoss(100)]).toEqual([0, 125, 250]);
    expect(backOff.isUnstable).toBe(true);
  });
});
