// When residuals mean that the plant does not behave as the twin predicts.
import { describe, expect, it } from 'vitest';
import { DivergenceDetector, JUDGED } from '../../../src/control/twin/divergence.js';

const TICK_S = 1 / 15;

/** A detector that has been calm for a minute. */
function settled(): DivergenceDetector {
  const detector = new DivergenceDetector();
  feed(detector, 60, 0);
  return detector;
}

function feed(detector: DivergenceDetector, seconds: number, velocity: number): void {
  for (let i = 0; i < seconds / TICK_S; i++) {
    detector.residual.fill(0);
    detector.residual[JUDGED.velocity] = velocity;
    detector.elapsedS = TICK_S;
    detector.update();
  }
}

describe('DivergenceDetector', () => {
  it('reports a residual that stays beyond its threshold', () => {
    const detector = settled();
    feed(detector, 5, 0.2);
    expect(detector.worst).toBe(JUDGED.velocity);
  });

  it('keeps its result while a residual stays between the two thresholds', () => {
    const fresh = settled();
    feed(fresh, 60, 0.12);
    expect(fresh.worst).toBe(-1);
    const diverged = settled();
    feed(diverged, 5, 0.3);
    feed(diverged, 60, 0.12);
    expect(diverged.worst).toBe(JUDGED.velocity);
  });

  it('ends the divergence a few seconds after the residual is small again, not at once', () => {
    const detector = settled();
    feed(detector, 10, 0.3);
    feed(detector, 3, 0);
    expect(detector.worst).toBe(JUDGED.velocity);
    feed(detector, 3, 0);
    expect(detector.worst).toBe(-1);
  });

  it('ignores a single wrong sample of any size', () => {
    const detector = settled();
    feed(detector, TICK_S, 1e6);
    expect(detector.worst).toBe(-1);
  });

  it('tolerates larger residuals for some seconds after a change of the operation', () => {
    const detector = settled();
    detector.disturb(1);
    feed(detector, 3, 0.25);
    expect(detector.worst).toBe(-1);
    feed(detector, 30, 0.25);
    expect(detector.worst).toBe(JUDGED.velocity);
  });

  it('does not judge a residual that is not measured', () => {
    const detector = settled();
    feed(detector, 10, Number.NaN);
    expect(detector.worst).toBe(-1);
  });
});
