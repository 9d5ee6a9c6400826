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

  it('begins the ramp after 10 s on a chain that turns but stays slow, and not before', () => {
    const start = started();
    expect([start.share(105, 0.5), start.share(109.9, 0.5), start.share(110, 0.5)]).toEqual([0, 0, 0]);
    expect(start.share(112, 0.5)).toBeCloseTo(0.5, 9);
  });

  it('never begins the ramp on a chain that stands; from 0.1 m/s on it turns', () => {
    const standing = started();
    expect([standing.share(110, 0.09), standing.share(200, 0.09)]).toEqual([0, 0]);
    const turning = started();
    turning.share(110, 0.1);
    expect(turning.share(114, 0.1)).toBe(1);
  });

  it('without a ramp lets the whole load through at once', () => {
    const start = new SoftStart({ ...PARAMETERS, ramp: 0 });
    start.begin(0);
    expect([start.share(1, 1), start.share(2, 1.2), start.share(3, 0.2)]).toEqual([0, 1, 1]);
  });

  it('takes other parameters at the next start only', () => {
    const start = started();
    start.share(101, 2);
    start.configure({ ...PARAMETERS, ramp: 8 });
    expect(start.share(103, 2)).toBe(0.5);
    start.begin(200);
    start.share(201, 2);
    expect(start.share(203, 2)).toBe(0.25);
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
