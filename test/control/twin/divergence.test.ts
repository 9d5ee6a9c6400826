// When residuals mean that the plant does not do what the twin says.
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
  it('given a residual that stays beyond its threshold, diverges and says which', () => {
    const detector = settled();
    feed(detector, 5, 0.2);
    expect(detector.worst).toBe(JUDGED.velocity);
  });

  it('given one that stays between the thresholds, keeps what it was', () => {
    const fresh = settled();
    feed(fresh, 60, 0.12);
    expect(fresh.worst).toBe(-1);
    const diverged = settled();
    feed(diverged, 5, 0.3);
    feed(diverged, 60, 0.12);
    expect(diverged.worst).toBe(JUDGED.velocity);
  });

  it('ends a few seconds after the residual is back, not the moment it passes zero', () => {
    const detector = settled();
    feed(detector, 10, 0.3);
    feed(detector, 3, 0);
    expect(detector.worst).toBe(JUDGED.velocity);
    feed(detector, 3, 0);
    expect(detector.worst).toBe(-1);
  });

  it('is not impressed by one sample, however wild', () => {
    const detector = settled();
    feed(detector, TICK_S, 1e6);
    expect(detector.worst).toBe(-1);
  });

  it('given something new to do, tolerates more for a while', () => {
    const detector = settled();
    detector.disturb(1);
    feed(detector, 3, 0.25);
    expect(detector.worst).toBe(-1);
    feed(detector, 30, 0.25);
    expect(detector.worst).toBe(JUDGED.velocity);
  });

  it('does not judge what is not measured', () => {
    const detector = settled();
    feed(detector, 10, Number.NaN);
    expect(detector.worst).toBe(-1);
  });
});
