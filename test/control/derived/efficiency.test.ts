// The efficiency over a sliding window, and when it says nothing.
import { describe, expect, it } from 'vitest';
import { EfficiencyWindow } from '../../../src/control/derived/efficiency.js';

const PERIOD_S = 1 / 15;

function fed(seconds: number, electricalW: number, compressorW: number): EfficiencyWindow {
  const window = new EfficiencyWindow(60, PERIOD_S);
  for (let i = 0; i < seconds * 15; i++) window.add(electricalW, compressorW);
  return window;
}

describe('the efficiency', () => {
  it('is electrical energy out over compressor energy in', () => {
    expect(fed(90, 4434, 12_000).efficiency()).toBeCloseTo(0.3695, 4);
  });

  it('is unknown until the window holds one second', () => {
    const window = new EfficiencyWindow(60, PERIOD_S);
    for (let i = 0; i < 14; i++) window.add(4434, 12_000);
    expect(window.efficiency()).toBeNaN();
    window.add(4434, 12_000);
    expect(window.efficiency()).toBeCloseTo(0.3695, 4);
  });

  it('is unknown while the mean compressor power is below 100 W', () => {
    expect(fed(10, 50, 99).efficiency()).toBeNaN();
    expect(fed(10, 50, 101).efficiency()).toBeCloseTo(50 / 101, 9);
  });

  it('weighs energies and not ratios: a compressor that rests for half the time counts for half', () => {
    const window = new EfficiencyWindow(60, PERIOD_S);
    for (let i = 0; i < 60 * 15; i++) window.add(3000, i % 2 === 0 ? 12_000 : 0);
    expect(window.efficiency()).toBeCloseTo(0.5, 9);
  });

  it('forgets what is older than a minute', () => {
    const window = fed(60, 0, 12_000);
    for (let i = 0; i < 60 * 15; i++) window.add(6000, 12_000);
    expect(window.efficiency()).toBeCloseTo(0.5, 9);
  });

  it('keeps no rounding over a day', () => {
    const window = new EfficiencyWindow(60, PERIOD_S);
    for (let i = 0; i < 24 * 3600 * 15; i++) window.add(1e9 * Math.sin(i) ** 2, 1.1e9);
    for (let i = 0; i < 60 * 15; i++) window.add(0.1, 200);
    expect(window.efficiency()).toBeCloseTo(0.0005, 9);
  });
});
