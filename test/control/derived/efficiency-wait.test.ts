// How long a condition on the efficiency has to hold: at a start, on a steady chain, and on one that swings.
import { describe, expect, it } from 'vitest';
import { chainLengthM } from '../../../src/control/derived/chain-length.js';
import { EfficiencyWait } from '../../../src/control/derived/efficiency-wait.js';
import { PLANT_DEFAULTS } from '../../hal/sim/plant-defaults.js';

const PERIOD_S = 1 / 15;
const REVOLUTION_M = chainLengthM(PLANT_DEFAULTS);

function run(wait: EfficiencyWait, seconds: number, speedMps: (s: number) => number): EfficiencyWait {
  for (let s = 0; s < seconds; s += PERIOD_S) wait.update(speedMps(s), PERIOD_S);
  return wait;
}

const swinging = (periodS: number, share: number) => (s: number) =>
  0.5 * (1 + share * Math.sin((2 * Math.PI * s) / periodS));

describe('a condition on the efficiency', () => {
  it('says nothing before the chain has gone around once', () => {
    const wait = new EfficiencyWait(REVOLUTION_M);
    expect(REVOLUTION_M).toBeCloseTo(23.14, 2);
    expect(run(wait, 15, () => 1.5).seconds).toBe(Number.POSITIVE_INFINITY);
    expect(run(wait, 1, () => 1.5).seconds).toBe(0);
  });

  it('is judged after a minute when the chain is slower, or its speed is not known', () => {
    const wait = new EfficiencyWait(REVOLUTION_M);
    expect(run(wait, 59, () => Number.NaN).seconds).toBe(Number.POSITIVE_INFINITY);
    expect(run(wait, 2, () => Number.NaN).seconds).toBe(0);
    const slow = new EfficiencyWait(REVOLUTION_M);
    expect(run(slow, 59, () => 0.1).seconds).toBe(Number.POSITIVE_INFINITY);
    expect(run(slow, 2, () => 0.1).seconds).toBe(0);
  });

  it.each([12, 35, 60])('has to hold for a minute while the chain swings every %d s', (periodS) => {
    const wait = run(new EfficiencyWait(REVOLUTION_M), 4 * 60, swinging(periodS, 0.5));
    for (let s = 0; s < 300; s += 10) {
      expect(wait.seconds).toBe(60);
      run(wait, 10, (t) => swinging(periodS, 0.5)(4 * 60 + s + t));
    }
  });

  it('needs no more time again when the chain has been steady for a minute and a half', () => {
    const wait = run(new EfficiencyWait(REVOLUTION_M), 120, swinging(30, 0.5));
    expect(run(wait, 60, () => 0.5).seconds).toBe(60);
    expect(run(wait, 40, () => 0.5).seconds).toBe(0);
  });

  it('has to hold for a minute after the swings were seen last, for as long as no speed is known', () => {
    const wait = run(new EfficiencyWait(REVOLUTION_M), 120, swinging(30, 0.5));
    expect(run(wait, 600, () => Number.NaN).seconds).toBe(60);
    expect(run(wait, 100, () => 0.5).seconds).toBe(0);
  });

  it('needs no more time because of noise, a ripple, or a change of the load', () => {
    const wait = run(new EfficiencyWait(REVOLUTION_M), 120, swinging(0.7, 0.06));
    expect(wait.seconds).toBe(0);
    expect(run(wait, 30, () => 0.9).seconds).toBe(0);
    expect(run(wait, 100, () => 0.5).seconds).toBe(0);
    expect(run(wait, 60, () => 0.9).seconds).toBe(0);
  });

  it('begins anew with each start', () => {
    const wait = run(new EfficiencyWait(REVOLUTION_M), 120, swinging(30, 0.5));
    wait.clear();
    expect(run(wait, 10, () => 1.5).seconds).toBe(Number.POSITIVE_INFINITY);
    expect(run(wait, 10, () => 1.5).seconds).toBe(0);
  });
});
