// The soft start: there is no load until the chain turns freely, then the load rises as a ramp.
import { describe, expect, it } from 'vitest';
import { SoftStart } from '../../../src/control/plant/soft-start.js';

const PARAMETERS = { velocity: 1.2, ramp: 4, patience: 10 };

function started(): SoftStart {
  const start = new SoftStart(PARAMETERS);
  start.begin(100);
  return start;
}

describe('a soft start', () => {
  it('keeps the load at zero while the chain is slow', () => {
    const start = started();
    expect(start.share(100, 0)).toBe(0);
    expect(start.share(105, 1.19)).toBe(0);
  });

  it('begins the ramp when the chain is fast, and continues it when the load slows the chain down', () => {
    const start = started();
    expect(start.share(105, 1.2)).toBe(0);
    expect(start.share(106, 1.0)).toBeCloseTo(0.25, 9);
    expect(start.share(107, 0.4)).toBeCloseTo(0.5, 9);
    expect(start.share(109, 0.4)).toBe(1);
    expect(start.share(200, 0.4)).toBe(1);
  });

  it('begins the ramp after a time on a chain that turns but stays slow, but not on one that stands', () => {
    expect(started().share(110, 0.05)).toBe(0);
    const start = started();
    start.share(110, 0.5);
    expect(start.share(112, 0.5)).toBeCloseTo(0.5, 9);
  });

  it('depends only on time when the speed is unknown', () => {
    const start = started();
    expect(start.share(109, Number.NaN)).toBe(0);
    start.share(110, Number.NaN);
    expect(start.share(114, Number.NaN)).toBe(1);
  });

  it('does not depend on the direction of the chain', () => {
    const start = started();
    start.share(105, -1.5);
    expect(start.share(109, -1.5)).toBe(1);
  });

  it('starts again with each start of the plant', () => {
    const start = started();
    start.share(101, 2);
    expect(start.share(105, 2)).toBe(1);
    start.begin(200);
    expect(start.share(201, 0)).toBe(0);
  });
});
