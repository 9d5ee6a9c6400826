// The path of the floaters.
import { describe, expect, it } from 'vitest';
import { Loop } from '../../../hal/sim/geometry.js';
import { PLANT_DEFAULTS } from './plant-defaults.js';

const { height, sprocketRadius, topDepth } = PLANT_DEFAULTS;
const loop = new Loop(PLANT_DEFAULTS);
const halfTurn = Math.PI * sprocketRadius;
const seams = [0, height, height + halfTurn, 2 * height + halfTurn, loop.length];

describe('the loop of floaters', () => {
  it('is two straights and two half circles long', () => {
    expect(loop.length).toBeCloseTo(2 * height + 2 * halfTurn, 12);
  });

  it.each([
    ['where the ascent begins', 0, topDepth + height],
    ['in the middle of the ascent', height / 2, topDepth + height / 2],
    ['where the ascent ends', height, topDepth],
    ['at the apex', height + halfTurn / 2, topDepth - sprocketRadius],
    ['where the descent begins', height + halfTurn, topDepth],
    ['where the descent ends', 2 * height + halfTurn, topDepth + height],
    ['at the lowest point', 2 * height + 1.5 * halfTurn, topDepth + height + sprocketRadius],
  ])('has the right depth %s', (_place, s, depth) => {
    expect(loop.depth(s)).toBeCloseTo(depth, 12);
  });

  it('has its highest point at the apex', () => {
    expect(loop.slope(loop.apex)).toBeCloseTo(0, 12);
    expect(loop.depth(loop.apex)).toBeLessThan(loop.depth(loop.apex - 0.1));
    expect(loop.depth(loop.apex)).toBeLessThan(loop.depth(loop.apex + 0.1));
  });

  it.each(seams)('has neither a step nor a kink at the seam %f', (seam) => {
    const near = 1e-9;
    expect(loop.depth(seam + near)).toBeCloseTo(loop.depth(seam - near), 7);
    expect(loop.slope(seam + near)).toBeCloseTo(loop.slope(seam - near), 7);
  });

  it('has a slope that is the derivative of its depth, everywhere', () => {
    const half = 1e-5;
    for (let s = 0; s < loop.length; s += 0.0137) {
      expect(loop.slope(s)).toBeCloseTo((loop.depth(s + half) - loop.depth(s - half)) / (2 * half), 4);
    }
  });

  it('takes positions up to one loop outside', () => {
    for (const s of [0.3, 10.2, 15, 22]) {
      expect(loop.depth(s - loop.length)).toBeCloseTo(loop.depth(s), 10);
      expect(loop.depth(s + loop.length)).toBeCloseTo(loop.depth(s), 10);
      expect(loop.wrap(s - 3 * loop.length)).toBeCloseTo(s, 10);
      expect(loop.wrap(s + 1000 * loop.length)).toBeCloseTo(s, 8);
    }
  });

  it.each([0.05, -0.05, 0.001, 1e-6])(
    'has a mean slope that, multiplied by a travel of %f m, is the change of depth',
    (travel) => {
      for (let s = 0.1; s < loop.length; s += 0.07) {
        const change = loop.depth(s + travel / 2) - loop.depth(s - travel / 2);
        expect(Math.abs(loop.meanSlope(s, travel) * travel - change)).toBeLessThan(
          1e-5 * Math.abs(travel) + 1e-4 * travel ** 2,
        );
      }
    },
  );
});
