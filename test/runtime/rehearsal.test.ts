// The rehearsal of the scan before the start: how much of it runs, on a quick computer and on a slow one.
import { describe, expect, it } from 'vitest';
import { Rehearsal } from '../../src/runtime/rehearsal.js';
import { planOf } from '../control/bench.js';

/** A computer whose clock advances by this at each look, ms. */
function clockOf(stepMs: number): () => number {
  let nowMs = 0;
  return () => {
    nowMs += stepMs;
    return nowMs;
  };
}

describe('the warm-up', () => {
  it('runs to its end on a computer that is quick enough', () => {
    expect(new Rehearsal(planOf()).warmUp(clockOf(0.1))).toBe(4000);
  });

  it('ends after two seconds on a slow computer, so that a start takes no longer than that', () => {
    expect(new Rehearsal(planOf()).warmUp(clockOf(20))).toBeLessThanOrEqual(100);
  });
});
