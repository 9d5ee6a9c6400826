// The estimator corrects the parameters of the twin to the usual behaviour of the plant, slowly and within bounds.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_CORRECTION, ParameterEstimator } from '../../../src/control/twin/parameter-estimator.js';
import { CORRECTION } from '../../../src/control/twin/reduced-model.js';

const TICK_S = 1 / 15;

function learning(target: number, seconds: number): ParameterEstimator {
  const estimator = new ParameterEstimator();
  estimator.target[CORRECTION.buoyancy] = target;
  estimator.elapsedS = TICK_S;
  for (let i = 0; i < seconds / TICK_S; i++) estimator.learn();
  return estimator;
}

describe('ParameterEstimator', () => {
  it('begins with the configured parameters', () => {
    expect([...new ParameterEstimator().correction]).toEqual([1, 1]);
  });

  it('learns over minutes, so that a transient does not change a parameter', () => {
    const correction = (seconds: number) => learning(1.1, seconds).correction[CORRECTION.buoyancy];
    expect(correction(10)).toBeLessThan(1.005);
    expect(correction(1200)).toBeCloseTo(1.1, 2);
  });

  it('moves only the factor whose target differs', () => {
    expect(learning(0.9, 600).correction[CORRECTION.supply]).toBe(1);
  });

  it('never goes beyond its bounds', () => {
    fc.assert(
      fc.property(fc.double({ min: -10, max: 10, noNaN: true }), (target) => {
        for (const factor of learning(target, 60).correction)
          expect(Math.abs(factor - 1)).toBeLessThanOrEqual(MAX_CORRECTION + 1e-12);
      }),
    );
  });
});
