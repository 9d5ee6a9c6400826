// The rate of the control loop, from the control ticks of the last five seconds.
import { describe, expect, it } from 'vitest';
import { RateWindow } from '../../../src/control/derived/rate.js';

describe('the rate of the loop', () => {
  it('is unknown for the first five seconds', () => {
    const rate = new RateWindow();
    for (let tick = 0; tick < 296; tick += 4) rate.add(tick);
    expect(rate.rateHz()).toBeNaN();
  });

  it('is known five seconds after the first tick, whenever that was', () => {
    const rate = new RateWindow();
    for (let tick = 600; tick < 899; tick++) rate.add(tick);
    expect(rate.rateHz()).toBeNaN();
    rate.add(899);
    expect(rate.rateHz()).toBe(60);
  });

  it.each([5, 10, 15, 20, 30, 60])('is %d Hz when no tick is missing at this rate', (rateHz) => {
    const rate = new RateWindow();
    for (let tick = 0; tick <= 1200; tick += 60 / rateHz) rate.add(tick);
    expect(rate.rateHz()).toBe(rateHz);
  });

  it('falls by a fifth of a hertz for each missing tick, and recovers five seconds later', () => {
    const rate = new RateWindow();
    for (let tick = 0; tick <= 600; tick += 4) if (tick !== 400 && tick !== 404) rate.add(tick);
    expect(rate.rateHz()).toBeCloseTo(14.6, 9);
    for (let tick = 604; tick <= 704; tick += 4) rate.add(tick);
    expect(rate.rateHz()).toBe(15);
  });

  it('counts a single tick after a stall of ten seconds', () => {
    const rate = new RateWindow();
    for (let tick = 0; tick <= 600; tick += 4) rate.add(tick);
    rate.add(1200);
    expect(rate.rateHz()).toBeCloseTo(0.2, 9);
  });
});
