// Which signals count as a growing oscillation, and which do not.
import { describe, expect, it } from 'vitest';
import { Random } from '../../../hal/sim/random.js';
import { OscillationDetector } from '../../../src/control/stability/oscillation.js';

const RATE_HZ = 15;
const FLOOR = 0.1;

type Signal = (tS: number) => number;

/** The times at which the detector changed its result. */
function changes(
  detector: OscillationDetector,
  seconds: number,
  signal: Signal,
): { at: number; active: boolean }[] {
  const seen: { at: number; active: boolean }[] = [];
  for (let i = 0; i < seconds * RATE_HZ; i++) {
    const before = detector.active;
    detector.value = signal(i / RATE_HZ);
    detector.elapsedS = 1 / RATE_HZ;
    detector.update();
    if (detector.active !== before) seen.push({ at: i / RATE_HZ, active: detector.active });
  }
  return seen;
}

const wave =
  (amplitude: Signal, periodS: number): Signal =>
  (t) =>
    2 + amplitude(t) * Math.sin((2 * Math.PI * t) / periodS);

describe('OscillationDetector', () => {
  it.each([1, 4, 15])(
    'detects a growing oscillation with a period of %s s within a few swings',
    (periodS) => {
      const detector = new OscillationDetector(FLOOR);
      const growing = wave((t) => 0.1 * Math.exp((0.3 * t) / periodS), periodS);
      const [begin] = changes(detector, 8 * periodS, growing);
      expect(begin?.active).toBe(true);
      expect(detector.periodS / periodS).toBeCloseTo(1, 0);
      expect(detector.growth).toBeGreaterThan(1.1);
      expect(detector.growth).toBeLessThan(1.25);
    },
  );

  it('reports a growing oscillation until it decays, and ends once', () => {
    const detector = new OscillationDetector(FLOOR);
    const amplitude: Signal = (t) =>
      t < 10 ? 0.1 * Math.exp(0.2 * t) : t < 60 ? 0.74 : 0.74 * Math.exp(-(t - 60) / 10);
    const seen = changes(detector, 120, wave(amplitude, 2));
    expect(seen.map(({ active }) => active)).toEqual([true, false]);
    expect(seen[1]!.at).toBeGreaterThan(60);
    expect(seen[1]!.at).toBeLessThan(75);
  });

  it('ends soon after the signal suddenly becomes quiet', () => {
    const detector = new OscillationDetector(FLOOR);
    const growing = wave((t) => 0.1 * Math.exp(0.1 * t), 2);
    const seen = changes(detector, 40, (t) => (t < 20 ? growing(t) : 2));
    expect(seen.map(({ active }) => active)).toEqual([true, false]);
    expect(seen[1]!.at).toBeLessThan(26);
  });

  it.each<[string, Signal]>([
    ['a constant', () => 2],
    ['a ramp', (t) => t],
    ['a steady oscillation', wave(() => 0.5, 3)],
    ['one that decays', wave((t) => Math.exp(-t / 10), 3)],
    ['ripple below the floor that grows', wave((t) => Math.min(0.04, 0.001 * t), 1)],
    [
      'steps of an operator that grow, a minute apart',
      (t) => 2 + (-1) ** Math.floor(t / 60) * 0.2 * (1 + Math.floor(t / 60)),
    ],
    ['a signal that is not a number', () => Number.NaN],
    ['a jump to ten times the value, with ripple', (t) => (t < 30 ? 2 : 20 + 0.3 * Math.sin(2 * t))],
  ])('ignores %s', (_name, signal) => {
    expect(changes(new OscillationDetector(FLOOR), 600, signal)).toEqual([]);
  });

  it.each([0.02, 0.03, 0.05, 0.1, 0.3, 1])(
    'does not report noise of %s around a rippling mean in ten hours',
    (sigma) => {
      const random = new Random(5, 0);
      const normal = new Float64Array(1);
      const noisy: Signal = (t) => {
        random.fillNormal(normal);
        return 1.55 + 0.04 * Math.sin((2 * Math.PI * t) / 0.72) + sigma * normal[0]!;
      };
      expect(changes(new OscillationDetector(FLOOR), 36_000, noisy)).toEqual([]);
    },
  );
});
