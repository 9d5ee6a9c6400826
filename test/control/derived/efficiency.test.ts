// The efficiency over a sliding window, and when it has no value.
import { describe, expect, it } from 'vitest';
import { EfficiencyWindow, tankEnergy } from '../../../src/control/derived/efficiency.js';

const PERIOD_S = 1 / 15;
/** A plant without a sensor for the tank's pressure. */
const UNKNOWN = Number.NaN;
/** Full power of the compressor. */
const FULL_W = 12_000;

function fed(seconds: number, electricalW: number, compressorW: number): EfficiencyWindow {
  const window = new EfficiencyWindow(60, PERIOD_S, FULL_W);
  for (let i = 0; i < seconds * 15; i++) window.add(electricalW, compressorW, UNKNOWN);
  return window;
}

describe('the efficiency', () => {
  it('is electrical energy out over compressor energy in', () => {
    expect(fed(90, 4434, 12_000).efficiency()).toBeCloseTo(0.3695, 4);
  });

  it('is unknown until the window holds one second', () => {
    const window = new EfficiencyWindow(60, PERIOD_S, FULL_W);
    for (let i = 0; i < 14; i++) window.add(4434, 12_000, UNKNOWN);
    expect(window.efficiency()).toBeNaN();
    window.add(4434, 12_000, UNKNOWN);
    expect(window.efficiency()).toBeCloseTo(0.3695, 4);
  });

  it('is unknown while the mean compressor power is below 100 W', () => {
    expect(fed(10, 50, 99).efficiency()).toBeNaN();
    expect(fed(10, 50, 101).efficiency()).toBeCloseTo(50 / 101, 9);
  });

  it('is a ratio of energies, not a mean of ratios: a compressor that rests half of the time counts half', () => {
    const window = new EfficiencyWindow(60, PERIOD_S, FULL_W);
    for (let i = 0; i < 60 * 15; i++) window.add(3000, i % 2 === 0 ? 12_000 : 0, UNKNOWN);
    expect(window.efficiency()).toBeCloseTo(0.5, 9);
  });

  it('does not include anything older than a minute', () => {
    const window = fed(60, 0, 12_000);
    for (let i = 0; i < 60 * 15; i++) window.add(6000, 12_000, UNKNOWN);
    expect(window.efficiency()).toBeCloseTo(0.5, 9);
  });

  it('collects no rounding errors over a day', () => {
    const window = new EfficiencyWindow(60, PERIOD_S, FULL_W);
    for (let i = 0; i < 24 * 3600 * 15; i++) window.add(1e9 * Math.sin(i) ** 2, 1.1e9, UNKNOWN);
    for (let i = 0; i < 60 * 15; i++) window.add(0.1, 200, UNKNOWN);
    expect(window.efficiency()).toBeCloseTo(0.0005, 9);
  });
});

describe('the energy of the tank', () => {
  /** Runs with 3 kW out and 1 kW of the compressor, while the tank gives `givenW`. */
  function withTank(seconds: number, givenW: number, inTankJ = 500_000): EfficiencyWindow {
    const window = new EfficiencyWindow(60, PERIOD_S, FULL_W);
    for (let i = 0; i <= seconds * 15; i++) window.add(3000, 1000, inTankJ - givenW * PERIOD_S * i);
    return window;
  }

  it('counts as input while the tank gives energy', () => {
    expect(withTank(120, 5000).efficiency()).toBeCloseTo(3000 / (1000 + 5000), 6);
  });

  it('is not subtracted while the tank fills', () => {
    const window = new EfficiencyWindow(60, PERIOD_S, FULL_W);
    for (let i = 0; i < 1000; i++) window.add(3000, 10_000, 500_000 + 100 * i);
    expect(window.efficiency()).toBeCloseTo(0.3, 6);
  });

  it('is the net energy over the window: energy that was given and taken back does not count', () => {
    const window = new EfficiencyWindow(60, PERIOD_S, FULL_W);
    for (let i = 0; i < 900; i++)
      window.add(3000, 10_000, 500_000 - 100_000 * Math.sin((2 * Math.PI * i) / 450));
    expect(window.efficiency()).toBeCloseTo(0.3, 2);
  });

  it('counts in full when its pressure is known again after a gap', () => {
    const window = new EfficiencyWindow(60, PERIOD_S, FULL_W);
    for (let i = 0; i < 450; i++) window.add(3000, 10_000, i > 50 && i < 300 ? UNKNOWN : 500_000 - 100 * i);
    expect(window.efficiency()).toBeCloseTo((3000 * 30) / (10_000 * 30 + 100 * 449), 2);
  });

  it('is hardly changed by the noise of the pressure sensor, even when the compressor hardly works', () => {
    const window = new EfficiencyWindow(60, PERIOD_S, FULL_W);
    const seen: number[] = [];
    for (let i = 0; i < 3000; i++) {
      window.add(20, 100.1, 500_000 + 7000 * Math.sin(i * i));
      if (i > 100) seen.push(window.efficiency());
    }
    expect(Math.min(...seen)).toBeGreaterThan(0.09);
    expect(seen.every((value) => !Number.isNaN(value))).toBe(true);
  });

  it('does not count for a time in which the powers are unknown', () => {
    const window = new EfficiencyWindow(60, PERIOD_S, FULL_W);
    for (let i = 0; i < 150; i++) window.add(3000, 10_000, 500_000);
    for (let i = 0; i < 400; i++) window.skip(200_000);
    for (let i = 0; i < 150; i++) window.add(3000, 10_000, 200_000);
    expect(window.efficiency()).toBeCloseTo(0.3, 4);
  });

  it('does not count in the whole window while the pressure is doubted, and begins anew when it is believed again', () => {
    const window = fed(60, 4434, 12_000);
    for (let i = 0; i < 150; i++) window.add(4434, 12_000, 300_000);
    for (let i = 0; i < 150; i++) window.add(4434, 12_000, 700_000);
    window.forgetTank();
    for (let i = 0; i < 150; i++) {
      window.add(4434, 12_000, 300_000);
      expect(window.efficiency()).toBeCloseTo(0.3695, 4);
    }
  });

  it('is the work of an isothermal expansion to the pressure outside', () => {
    expect(tankEnergy(101_325, 101_325, 1)).toBeCloseTo(0, 6);
    expect(tankEnergy(400_000, 101_325, 1)).toBeCloseTo(250_570, -2);
    expect(tankEnergy(400_000, 101_325, 2)).toBeCloseTo(2 * tankEnergy(400_000, 101_325, 1), 6);
    expect(tankEnergy(Number.NaN, 101_325, 1)).toBeNaN();
  });
});

describe('a ratio above 1', () => {
  it('is not reported, because moving parts give back energy that was put in earlier', () => {
    const window = fed(60, 3000, 6000);
    for (let i = 0; i < 20 * 15; i++) window.add(3000, 0, UNKNOWN);
    expect(window.efficiency()).toBeCloseTo(3000 / 4000, 6);
    for (let i = 0; i < 20 * 15; i++) window.add(3000, 0, UNKNOWN);
    expect(window.efficiency()).toBeNaN();
  });
});

describe('the rush of air at a start', () => {
  it('does not count: the window begins when the tank gives only little energy', () => {
    const window = new EfficiencyWindow(60, PERIOD_S, FULL_W);
    let inTankJ = 450_000;
    const give = (watts: number, seconds: number) => {
      for (let i = 0; i < seconds * 15; i++) {
        inTankJ -= watts * PERIOD_S;
        window.add(6000, 12_000, inTankJ);
      }
    };
    for (let i = 0; i < 150; i++) {
      inTankJ -= 14_000 * PERIOD_S;
      window.skip(inTankJ);
    }
    give(14_000, 5);
    expect(window.efficiency()).toBeNaN();
    give(1000, 8);
    expect(window.efficiency()).toBeGreaterThan(0.4);
    give(14_000, 10);
    expect(window.efficiency(), 'from then on all that the tank gives counts').toBeLessThan(0.35);
  });

  it('delays the window by at most the length of the window', () => {
    const window = new EfficiencyWindow(60, PERIOD_S, FULL_W);
    for (let i = 0; i < 150; i++) window.skip(1e7 - 10_000 * PERIOD_S * i);
    for (let i = 150; i < 150 + 60 * 15; i++) window.add(3000, 1000, 1e7 - 10_000 * PERIOD_S * i);
    expect(window.efficiency()).toBeNaN();
    for (let i = 1050; i < 1080; i++) window.add(3000, 1000, 1e7 - 10_000 * PERIOD_S * i);
    expect(window.efficiency()).toBeCloseTo(3 / 11, 2);
  });
});

describe('the limits of the ratio', () => {
  it('include exactly 100 W of input, and a ratio of exactly 1', () => {
    const window = new EfficiencyWindow(60, 1, FULL_W);
    window.add(50, 100, UNKNOWN);
    expect(window.efficiency()).toBe(0.5);
    window.add(150, 100, UNKNOWN);
    expect(window.efficiency()).toBe(1);
  });
});

describe('the smoothing of the tank', () => {
  it('takes a third of a step within the first of its two seconds', () => {
    const window = new EfficiencyWindow(60, 1, FULL_W);
    window.add(100, 200, 1000);
    window.add(100, 200, 700);
    expect(window.efficiency()).toBeCloseTo(200 / (400 + 100), 9);
  });
});

describe('a window that was cleared', () => {
  it('begins anew: with its first second, and after the rush of air', () => {
    const window = new EfficiencyWindow(60, 1, FULL_W);
    for (let i = 0; i < 90; i++) window.add(3000, 12_000, 500_000);
    window.clear();
    expect(window.efficiency()).toBeNaN();
    for (let i = 1; i < 10; i++) window.add(3000, 12_000, 500_000 - 50_000 * i);
    expect(window.efficiency()).toBeNaN();
    for (let i = 0; i < 20; i++) window.add(6000, 12_000, UNKNOWN);
    expect(window.efficiency()).toBeCloseTo(0.5, 9);
  });

  it('waits for the end of a rush again for at most its length', () => {
    const window = new EfficiencyWindow(10, 1, FULL_W);
    const rush = (seconds: number, from: number) => {
      for (let i = 0; i < seconds; i++) window.add(3000, 1000, from - 100_000 * i);
    };
    rush(9, 1e7);
    window.clear();
    rush(9, 5e6);
    expect(window.efficiency()).toBeNaN();
    rush(3, 4.1e6);
    expect(window.efficiency()).not.toBeNaN();
  });
});

describe('a window that was discarded because a sensor was stuck', () => {
  it('is complete again when it is full, and does not wait for the end of a rush', () => {
    const window = new EfficiencyWindow(60, 1, FULL_W);
    for (let i = 0; i < 10; i++) window.add(0, 12_000, UNKNOWN);
    expect(window.isComplete).toBe(true);
    window.discard();
    window.discard();
    for (let i = 0; i < 59; i++) window.add(6000, 12_000, UNKNOWN);
    expect(window.isComplete).toBe(false);
    window.add(6000, 12_000, UNKNOWN);
    expect([window.isComplete, window.efficiency()]).toEqual([true, 0.5]);
  });

  it('is an ordinary one after a stop', () => {
    const window = new EfficiencyWindow(60, 1, FULL_W);
    window.add(0, 12_000, UNKNOWN);
    window.discard();
    window.clear();
    expect(window.isComplete).toBe(true);
  });
});
