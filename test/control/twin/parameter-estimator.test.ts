// The estimator that keeps the twin honest: slow, bounded, readable.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_CORRECTION, ParameterEstimator } from '../../../src/control/twin/parameter-estimator.js';
import { CORRECTION } from '../../../src/control/twin/reduced-model.js';

describe('ParameterEstimator', () => {
  it('begins with the configured parameters', () => {
    expect([...new ParameterEstimator().correction]).toEqual([1, 1]);
  });

  it('needs minutes for what it learns: no transient is a parameter', () => {
    const estimator = new ParameterEstimator();
    estimator.innovation[CORRECTION.buoyancy] = 0.1;
    estimator.elapsedS = 1 / 15;
    for (let i = 0; i < 150; i++) estimator.learn();
    expect(estimator.correction[CORRECTION.buoyancy]).toBeGreaterThan(1);
    expect(estimator.correction[CORRECTION.buoyancy]).toBeLessThan(1.01);
  });

  it('learns nothing where there is nothing measured', () => {
    const estimator = new ParameterEstimator();
    estimator.innovation[CORRECTION.supply] = 0.05;
    estimator.elapsedS = 100;
    estimator.learn();
    expect(estimator.correction[CORRECTION.buoyancy]).toBe(1);
    expect(estimator.correction[CORRECTION.supply]).not.toBe(1);
  });

  it('says when a correction is at its bound, beyond which none ever goes', () => {
    const innovation = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.array(innovation, { maxLength: 100 }), (innovations) => {
        const estimator = new ParameterEstimator();
        for (const value of innovations) {
          estimator.innovation.fill(value);
          estimator.elapsedS = 60;
          estimator.learn();
          for (const factor of estimator.correction)
            expect(Math.abs(factor - 1)).toBeLessThanOrEqual(MAX_CORRECTION + 1e-12);
        }
      }),
    );
    const estimator = new ParameterEstimator();
    expect(estimator.exhausted).toBe(false);
    estimator.innovation.fill(1);
    estimator.elapsedS = 1000;
    estimator.learn();
    expect(estimator.exhausted).toBe(true);
  });
});
