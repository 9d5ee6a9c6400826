// Decides when a load that makes the chain swing was measured for long enough.
import { describe, expect, it } from 'vitest';
import { Average } from '../../../../src/control/optimizer/load-search/average.js';
import { GrownMean } from '../../../../src/control/optimizer/load-search/grown-mean.js';

/** The result of a measurement. */
function measured(mean: number, error: number, swing: number): Average {
  return Object.assign(new Average('power', 23), { mean, error, swing });
}

describe('the mean at one load', () => {
  it('needs only one measurement of a steady chain', () => {
    const grown = new GrownMean();
    grown.begin();
    expect(grown.take(measured(4400, 4, 0.01))).toBe(true);
    expect(grown.value).toBe(4400);
    expect(grown.error).toBe(4);
  });

  it('waits until the swings have grown, and drops the measurements before', () => {
    const grown = new GrownMean();
    grown.begin();
    for (const [mean, swing] of [
      [2930, 0.07],
      [2920, 0.12],
      [2900, 0.2],
      [2885, 0.3],
    ] as const) {
      expect(grown.take(measured(mean, 10, swing))).toBe(false);
    }
    expect(grown.take(measured(2875, 10, 0.31))).toBe(true);
    expect(grown.value).toBe(2880);
    expect(grown.error).toBeCloseTo(10 / Math.SQRT2, 9);
  });

  it('also waits while swings decay', () => {
    const grown = new GrownMean();
    grown.begin();
    for (const swing of [0.3, 0.2, 0.1]) expect(grown.take(measured(2400, 10, swing))).toBe(false);
    expect(grown.take(measured(2450, 2, 0.02))).toBe(true);
    expect(grown.value).toBe(2450);
  });

  it('uses its measurements when the swings never become constant', () => {
    const grown = new GrownMean();
    grown.begin();
    let taken = 0;
    do taken++;
    while (!grown.take(measured(2400, 10, taken % 2 === 0 ? 0.3 : 0.6)));
    expect(taken).toBe(8);
    expect(grown.isFinal).toBe(true);
  });

  it('uses the scatter of four or more measurements when it is smaller than the error of each', () => {
    const grown = new GrownMean();
    grown.begin();
    for (const mean of [2400, 2402, 2398, 2400]) grown.take(measured(mean, 40, 0.02));
    expect(grown.value).toBeCloseTo(2400, 9);
    expect(grown.error).toBeCloseTo(Math.SQRT2, 9);
  });

  it('starts again at another load', () => {
    const grown = new GrownMean();
    grown.begin();
    grown.take(measured(4400, 4, 0.01));
    grown.begin();
    grown.take(measured(4100, 3, 0.01));
    expect(grown.value).toBe(4100);
    expect(grown.isFinal).toBe(false);
  });
});
