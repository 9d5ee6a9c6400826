// When residuals mean that the plant does not behave as the twin predicts.
import { describe, expect, it } from 'vitest';
import { Random } from '../../../hal/sim/random.js';
import { DivergenceDetector, JUDGED } from '../../../src/control/twin/divergence.js';

const TICK_S = 1 / 15;
const TANK = { drawnPerSecond: 0.29, pullPerSecond: 0.4, mostPulled: 0.15 };

/** A detector that has been calm for a minute. */
function settled(): DivergenceDetector {
  const detector = new DivergenceDetector(TANK);
  feed(detector, 60, 0);
  return detector;
}

function feed(detector: DivergenceDetector, seconds: number, velocity: number, speed = 1): void {
  detector.speed = speed;
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

  it.each([5, 15, 60])(
    'leaves room for ten times the usual noise above the error of its model, at %d Hz',
    (rateHz) => {
      const random = new Random(21, 1);
      const normal = new Float64Array(2);
      const detector = new DivergenceDetector(TANK);
      let alarms = 0;
      for (let i = 0; i < 3600 * rateHz; i++) {
        random.fillNormal(normal);
        detector.residual.fill(0);
        // The model is wrong by up to 60 % of the threshold, and the pressure has a noise of 1.4 times that threshold.
        detector.residual[JUDGED.pressure] = 0.042 + 0.1 * normal[0]!;
        detector.elapsedS = 1 / rateHz;
        detector.update();
        if (detector.worst >= 0) alarms++;
      }
      expect(alarms).toBe(0);
    },
  );

  it('keeps the slip of a swinging chain, which is small while the chain is slow', () => {
    const detector = new DivergenceDetector(TANK);
    const slip = (seconds: number, share: number, speed = 1) => {
      detector.speed = speed;
      for (let i = 0; i < seconds / TICK_S; i++) {
        detector.residual.fill(0);
        detector.residual[JUDGED.slip] = share;
        detector.elapsedS = TICK_S;
        detector.update();
      }
    };
    slip(60, 0);
    for (let swing = 0; swing < 10; swing++) {
      slip(8, -0.12);
      expect(detector.worst).toBe(JUDGED.slip);
      slip(20, -0.01, 0.2);
      expect(detector.worst).toBe(JUDGED.slip);
    }
    slip(15, 0, 0.2);
    expect(detector.worst).toBe(JUDGED.slip);
    slip(11, 0);
    expect(detector.worst).toBe(-1);
    slip(8, -0.12);
    slip(5, 0);
    expect(detector.worst).toBe(-1);
  });

  it('gives the pressure the room that a late chain explains, and only in the direction that it explains', () => {
    const late = (pressure: number) => {
      const detector = settled();
      for (let i = 0; i < 60; i++) {
        detector.residual.fill(0);
        detector.residual[JUDGED.velocity] = -0.14;
        detector.residual[JUDGED.speed] = -0.14;
        detector.residual[JUDGED.pressure] = pressure;
        detector.elapsedS = TICK_S;
        detector.update();
      }
      return detector.worst;
    };
    expect(late(0.1)).toBe(-1);
    expect(late(-0.1)).toBe(JUDGED.pressure);
    expect(late(0.2)).toBe(JUDGED.pressure);
  });

  it('waits with the end of a change until the chain turns in fact', () => {
    const detector = settled();
    detector.disturb(1);
    // The model's chain turns. The plant's stands for 15 s more, as far behind as a change explains.
    feed(detector, 15, -0.55, 0.7);
    expect(detector.worst).toBe(-1);
    expect(detector.transient).toBe(1);
    feed(detector, 10, 0, 0.7);
    expect(detector.transient).toBeCloseTo(Math.exp(-1), 1);
  });

  it('reports a chain that stands although nothing was changed', () => {
    const detector = settled();
    feed(detector, 15, -0.55, 0.7);
    expect(detector.worst).toBe(JUDGED.velocity);
  });

  it('does not judge a residual that is not measured', () => {
    const detector = settled();
    feed(detector, 10, Number.NaN);
    expect(detector.worst).toBe(-1);
  });
});
