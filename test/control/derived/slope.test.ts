// Least-squares slope over a window, from which chain.acceleration is computed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlopeWindow } from '../../../src/control/derived/slope.js';

const RATE_HZ = 60;

function ramp(slope: number, seconds: number, startS = 0): SlopeWindow {
  const window = new SlopeWindow(0.25);
  for (let i = 0; i <= seconds * RATE_HZ; i++) window.add(startS + i / RATE_HZ, 3 + (slope * i) / RATE_HZ);
  return window;
}

describe('the slope of a window', () => {
  it('is the slope of a straight line, also after months of running', () => {
    expect(ramp(2.5, 1).slope(1)).toBeCloseTo(2.5, 9);
    const monthS = 30 * 24 * 3600;
    expect(ramp(-0.75, 1, monthS).slope(monthS + 1)).toBeCloseTo(-0.75, 5);
  });

  it('is unknown with fewer than three samples, or with less than half of the window', () => {
    const window = new SlopeWindow(0.25);
    expect(window.slope(0)).toBeNaN();
    window.add(0, 1);
    window.add(1 / RATE_HZ, 1);
    window.add(2 / RATE_HZ, 1);
    expect(window.slope(2 / RATE_HZ)).toBeNaN();
  });

  it('needs three samples, also when two of them are a whole window apart', () => {
    const window = new SlopeWindow(1);
    window.add(0, 3);
    window.add(1, 5);
    expect(window.slope(1)).toBeNaN();
  });

  it('counts a sample that is exactly as old as the window, and three samples are enough', () => {
    const window = new SlopeWindow(1);
    for (const timeS of [0, 0.5, 1]) window.add(timeS, 2 * timeS);
    expect(window.slope(1)).toBeCloseTo(2, 9);
  });

  it('is known when the samples span exactly half of the window', () => {
    const window = new SlopeWindow(1);
    for (const timeS of [0.5, 0.75, 1]) window.add(timeS, 2 * timeS);
    expect(window.slope(1)).toBeCloseTo(2, 9);
  });

  it('is that of the last 64 samples when there are more', () => {
    const window = new SlopeWindow(10);
    for (let i = 0; i < 100; i++) window.add(i / 10, Math.abs(i - 67.5));
    expect(window.slope(9.9)).toBeCloseTo(0, 9);
  });

  it('ignores samples that are older than the window', () => {
    const window = ramp(10, 1);
    for (let i = 1; i <= RATE_HZ; i++) window.add(1 + i / RATE_HZ, 13);
    expect(window.slope(2)).toBeCloseTo(0, 9);
  });

  it('counts a sample once, also when it is seen again', () => {
    const once = new SlopeWindow(0.25);
    const often = new SlopeWindow(0.25);
    for (let i = 0; i <= 20; i++) {
      const value = Math.sin(i);
      once.add(i / RATE_HZ, value);
      for (let n = 0; n < 4; n++) often.add(i / RATE_HZ, value);
    }
    expect(often.slope(20 / RATE_HZ)).toBe(once.slope(20 / RATE_HZ));
  });

  it('lies between the smallest and the largest step between neighbours', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 12, maxLength: 40 }),
        (steps) => {
          const window = new SlopeWindow(0.25);
          let value = 0;
          steps.forEach((step, i) => {
            value += step / RATE_HZ;
            window.add(i / RATE_HZ, value);
          });
          const slope = window.slope((steps.length - 1) / RATE_HZ);
          expect(slope).toBeGreaterThanOrEqual(Math.min(...steps) - 1e-6);
          expect(slope).toBeLessThanOrEqual(Math.max(...steps) + 1e-6);
        },
      ),
    );
  });
});
