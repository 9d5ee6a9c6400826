// When a load that makes the chain swing has been measured for long enough.
import { describe, expect, it } from 'vitest';
import { Average } from '../../../../src/control/optimizer/load-search/average.js';
import { GrownMean } from '../../../../src/control/optimizer/load-search/grown-mean.js';

/** A measurement as it came out. */
function measured(mean: number, error: number, swing: number): Average {
  return Object.assign(new Average('power', 23), { mean, error, swing });
}

describe('the mean at one load', () => {
  it('needs one measurement of a chain that runs steadily', () => {
    const grown = new GrownMean();
    grown.begin();
    expect(grown.take(measured(4400, 4, 0.01))).toBe(true);
    expect(grown.value).toBe(4400);
    expect(grown.error).toBe(4);
  });

  it('waits until the swings have grown, and forgets what was measured before', () => {
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

  it('waits for swings that die in the same way', () => {
    const grown = new GrownMean();
    grown.begin();
    for (const swing of [0.3, 0.2, 0.1]) expect(grown.take(measured(2400, 10, swing))).toBe(false);
    expect(grown.take(measured(2450, 2, 0.02))).toBe(true);
    expect(grown.value).toBe(2450);
  });

  it('takes what it has when the swings never stay the same', () => {
    const grown = new GrownMean();
    grown.begin();
    let taken = 0;
    do taken++;
    while (!grown.take(measured(2400, 10, taken % 2 === 0 ? 0.3 : 0.6)));
    expect(taken).toBe(8);
    expect(grown.isFinal).toBe(true);
  });

  it('believes the scatter of four measurements or more where it is smaller than what each says of itself', () => {
    const grown = new GrownMean();
    grown.begin();
    for (const mean of [2400, 2402, 2398, 2400]) grown.take(measured(mean, 40, 0.02));
    expect(grown.value).toBeCloseTo(2400, 9);
    expect(grown.error).toBeCloseTo(Math.SQRT2, 9);
  });

  it('begins anew at another load', () => {
    const grown = new GrownMean();
    grown.begin();
    grown.take(measured(4400, 4, 0.01));
    grown.begin();
    grown.take(measured(4100, 3, 0.01));
    expect(grown.value).toBe(4100);
    expect(grown.isFinal).toBe(false);
  });
});
