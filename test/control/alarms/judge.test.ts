// Tests the truth table of each comparison.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import type { Comparison } from '../../../src/config/alarms.js';
import { Judge, VERDICT } from '../../../src/control/alarms/judge.js';
import { ProcessImage } from '../../../src/control/state/image.js';

const NAMES = ['none', 'holds', 'between', 'back'] as const;

function bench(kind: Comparison, threshold: number, hysteresis: number) {
  const image = new ProcessImage(['x']);
  const judge = new Judge(kind, threshold, hysteresis);
  return {
    image,
    judge,
    see(value: number, timeS: number, plantRuns = true) {
      image.set(0, value, timeS, QUALITY.good);
      image.noteChanges();
      return NAMES[judge.judge(image, 0, plantRuns)];
    },
  };
}

describe('a comparison of the value', () => {
  it.each([
    ['above', 8, 0.5, 8.01, 'holds'],
    ['above', 8, 0.5, 8, 'between'],
    ['above', 8, 0.5, 7.51, 'between'],
    ['above', 8, 0.5, 7.5, 'back'],
    ['above', 8, 0.5, -9, 'back'],
    ['above', 8, 0, 8, 'back'],
    ['above', -2, 0.5, -1.9, 'holds'],
    ['above', -2, 0.5, -2.5, 'back'],
    ['above', -2, 0.5, -2.2, 'between'],
    ['below', 0.3, 0.03, 0.29, 'holds'],
    ['below', 0.3, 0.03, 0.3, 'between'],
    ['below', 0.3, 0.03, 0.32, 'between'],
    ['below', 0.3, 0.03, 0.33, 'back'],
    ['below', 0.3, 0.03, -5, 'holds'],
    ['below', 0.3, 0, 0.3, 'back'],
    ['equals', 1, 0, 1, 'holds'],
    ['equals', 0, 0, 0, 'holds'],
    ['equals', 1, 0, 1.001, 'back'],
    ['equals', 1, 0, -1, 'back'],
    ['equals', 1, 0.5, 1, 'holds'],
    ['equals', 1, 0.5, 1.4, 'between'],
    ['equals', 1, 0.5, 1.5, 'back'],
    ['equals', 1, 0.5, 0.5, 'back'],
    ['notEquals', 1, 0, 1, 'back'],
    ['notEquals', 0, 0, 0, 'back'],
    ['notEquals', 1, 0, 1.001, 'holds'],
    ['notEquals', 1, 0.5, 1.6, 'holds'],
    ['notEquals', 1, 0.5, 0.4, 'holds'],
    ['notEquals', 1, 0.5, 1.5, 'between'],
    ['notEquals', 1, 0.5, 1.25, 'back'],
  ] as const)('%s %d with hysteresis %d, at %d: %s', (kind, threshold, hysteresis, value, verdict) => {
    const { see, judge } = bench(kind, threshold, hysteresis);
    expect(see(value, 1)).toBe(verdict);
    expect(judge.measured[0]).toBe(value);
  });

  it.each([
    ['above', 0.3, 0.1, 0.2, 'back'],
    ['above', 0.3, 0.1, 0.1 + 0.1 + 0.1, 'between'],
    ['above', 0.3, 0.1, 0.3000001, 'holds'],
    ['above', 1.1, 0.2, 0.9, 'back'],
    ['above', 0.3, 0.3, 0.1 + 0.2 - 0.3, 'back'],
    ['above', 250_000.3, 0.1, 250_000.2, 'back'],
    ['above', -0.3, 0.1, -0.4, 'back'],
    ['below', 0.3, 0.1, 0.4, 'back'],
    ['below', 0.7, 0.1, 0.8, 'back'],
    ['below', 0.7, 0.2, 0.9, 'back'],
    ['below', 0.3, 0.1, 0.1 * 3, 'between'],
    ['below', 0.8, 0, 0.7 + 0.1, 'back'],
    ['equals', 0.3, 0, 0.1 + 0.2, 'holds'],
    ['equals', 0.3, 0.1, 0.4, 'back'],
    ['equals', 0.3, 0.1, 0.2, 'back'],
    ['notEquals', 0.3, 0, 0.1 + 0.2, 'back'],
    ['notEquals', 0.3, 0.1, 0.4, 'between'],
    ['notEquals', 0.3, 0.1, 0.2, 'between'],
    ['notEquals', 0.3, 0.2, 0.4, 'back'],
  ] as const)(
    'ignores the rounding of binary numbers: %s %d with hysteresis %d, at %d: %s',
    (kind, t, h, v, verdict) => {
      expect(bench(kind, t, h).see(v, 1)).toBe(verdict);
    },
  );

  it('clears at every limit with one decimal, and at every hysteresis, where the decimal numbers say so', () => {
    for (let t = -20; t <= 20; t++) {
      for (let h = 0; h <= 20; h++) {
        const limits = [t / 10, h / 10] as const;
        expect([t, h, bench('above', ...limits).see((t - h) / 10, 1)]).toEqual([t, h, 'back']);
        expect([t, h, bench('below', ...limits).see((t + h) / 10, 1)]).toEqual([t, h, 'back']);
      }
    }
  });

  it.each(['above', 'below', 'equals', 'notEquals', 'rateAbove', 'stuckFor'] as const)(
    'is not made when the channel is stale, bad, NaN or absent: %s',
    (kind) => {
      const { image, judge } = bench(kind, 0, 0);
      expect(judge.judge(image, 0, true)).toBe(VERDICT.none);
      image.set(0, Number.NaN, 1, QUALITY.good);
      expect(judge.judge(image, 0, true)).toBe(VERDICT.none);
      image.set(0, 5, 1, QUALITY.stale);
      expect(judge.judge(image, 0, true)).toBe(VERDICT.none);
      expect(judge.judge(image, -1, true)).toBe(VERDICT.none);
      expect(judge.measured[0]).toBeNaN();
    },
  );

  it('treats an estimated value like a measured one', () => {
    const { image, judge } = bench('above', 8, 0);
    image.set(0, 9, 1, QUALITY.estimated);
    expect(judge.judge(image, 0, true)).toBe(VERDICT.holds);
  });
});

describe('rateAbove', () => {
  /** A ramp at 15 Hz from 0, for 2 s. */
  function ramp(perSecond: number, threshold: number, hysteresis: number) {
    const { see, judge } = bench('rateAbove', threshold, hysteresis);
    const seen = Array.from({ length: 31 }, (_, n) => see((perSecond * n) / 15, n / 15));
    return { seen, judge };
  }

  it('is not judged before half a second of values is known', () => {
    const { seen } = ramp(3, 2, 0.5);
    expect(seen.slice(0, 8)).toEqual(Array(8).fill('none'));
    expect(seen[8]).toBe('holds');
  });

  it.each([
    [3, 'holds'],
    [-3, 'holds'],
    [2, 'between'],
    [-2, 'between'],
    [1.8, 'between'],
    [-1.8, 'between'],
    [1.4, 'back'],
    [0, 'back'],
  ] as const)('uses the magnitude: with a limit of 2, a slope of %d per second is %s', (slope, verdict) => {
    const { seen, judge } = ramp(slope, 2, 0.5);
    expect(seen.at(-1)).toBe(verdict);
    expect(judge.measured[0]).toBeCloseTo(Math.abs(slope), 9);
  });

  it('sees a single step for half a second, spread over that time', () => {
    const { see } = bench('rateAbove', 2, 0);
    const seen = Array.from({ length: 40 }, (_, n) => see(n < 20 ? 0 : 1.5, n / 15));
    expect(seen.filter((verdict) => verdict === 'holds')).toHaveLength(8);
    expect(seen[20]).toBe('holds');
    expect(seen[28]).toBe('back');
  });

  it('is not affected by ticks without a new sample', () => {
    const { see } = bench('rateAbove', 2, 0);
    const seen = Array.from({ length: 90 }, (_, n) =>
      see(Math.floor(n / 3) * 0.1, Math.floor(n / 3) * 0.05 * 4),
    );
    expect(seen).not.toContain('holds');
  });

  it('starts again when the channel was lost for longer than the window, because the values in between are unknown', () => {
    const { see, image, judge } = bench('rateAbove', 2, 0);
    for (let n = 0; n < 15; n++) see(0, n / 15);
    image.set(0, 0, 1, QUALITY.stale);
    expect(judge.judge(image, 0, true)).toBe(VERDICT.none);
    expect(see(50, 1.5)).toBe('none');
  });

  it('is judged, even if every third sample is NaN', () => {
    const { see } = bench('rateAbove', 2, 0);
    const seen = Array.from({ length: 45 }, (_, n) => see(n % 3 === 2 ? Number.NaN : n / 5, n / 15));
    expect(seen.slice(-3).toSorted()).toEqual(['holds', 'holds', 'none']);
  });

  it.each([
    [5, 1, 50],
    [15, 1, 50],
    [15, 4, 50],
    [15, 1, 3],
    [60, 1, 50],
    [60, 20, 50],
  ])(
    'at %d Hz sees a spike of %d samples to %d as one occurrence, and ends when the window has passed',
    (hz, samples, height) => {
      const { see } = bench('rateAbove', 2, 0.5);
      const last = 2 * hz;
      const seen = Array.from({ length: 4 * hz }, (_, n) =>
        see(n > last - samples && n <= last ? height : 0, n / hz),
      );
      const from = seen.indexOf('holds');
      const end = seen.indexOf('back', from);
      expect(from).toBe(last - samples + 1);
      expect((end - last) / hz).toBeLessThan(0.5 + 2 / hz);
      expect(seen.slice(end)).not.toContain('holds');
    },
  );

  it('of 0 is exceeded by any change, and by nothing else', () => {
    const { see } = bench('rateAbove', 0, 0);
    const seen = Array.from({ length: 30 }, (_, n) => see(n < 20 ? 0 : 0.001, n / 15));
    expect(seen.slice(8, 20)).toEqual(Array(12).fill('back'));
    expect(seen[20]).toBe('holds');
  });

  it('ends while a step of exactly the limit is still in the window', () => {
    const { see } = bench('rateAbove', 2, 0);
    const seen = Array.from({ length: 40 }, (_, n) => see(n < 20 ? 0 : 1, n / 15));
    expect(seen.slice(8)).toEqual(Array(32).fill('back'));
  });

  it('is not exceeded by the rounding of large values', () => {
    const { see } = bench('rateAbove', 0.7, 0);
    const seen = Array.from({ length: 600 }, (_, n) => see(250_000 + (0.7 * n) / 15, n / 15));
    expect(new Set(seen.slice(8))).toEqual(new Set(['back']));
  });

  it('goes on without a gap when a judge with other limits takes over', () => {
    const { see, image, judge } = bench('rateAbove', 2, 0);
    for (let n = 0; n <= 15; n++) see((3 * n) / 15, n / 15);
    const next = new Judge('rateAbove', 2.5, 0);
    next.inherit(judge);
    expect(next.measured[0]).toBeCloseTo(3, 9);
    expect(next.judge(image, 0, true)).toBe(VERDICT.holds);
  });

  it('clears at a decimal limit', () => {
    const { see } = bench('rateAbove', 0.3, 0.1);
    for (let n = 0; n <= 30; n++) see(0.5 * n, n / 15);
    const seen = Array.from({ length: 60 }, (_, n) => see(15 + (0.2 * (n + 1)) / 15, 2 + (n + 1) / 15));
    expect(seen.at(-1)).toBe('back');
  });
});

describe('stuckFor', () => {
  it('holds when deliveries repeat the same bits for that long, and ends with any change', () => {
    const { see, judge } = bench('stuckFor', 2, 0);
    expect(see(1.5, 0)).toBe('back');
    expect(see(1.5, 1.9)).toBe('back');
    expect(see(1.5, 2)).toBe('holds');
    expect(judge.measured[0]).toBe(2);
    expect(see(1.5 + Number.EPSILON, 2.1)).toBe('back');
  });

  it('is between the limits when it is the same for longer than the threshold less the hysteresis', () => {
    const { see } = bench('stuckFor', 2, 0.5);
    expect([0, 1.5, 1.6, 1.9, 2, 2.1].map((timeS) => see(1, timeS))).toEqual([
      'back',
      'back',
      'between',
      'between',
      'holds',
      'holds',
    ]);
  });

  it('distinguishes zero from minus zero', () => {
    const { see } = bench('stuckFor', 2, 0);
    see(0, 0);
    expect(see(-0, 3)).toBe('back');
  });

  it('does not hold for a silent source', () => {
    const { see } = bench('stuckFor', 2, 0);
    see(1.5, 0);
    for (let n = 0; n < 100; n++) expect(see(1.5, 1)).toBe('back');
  });

  it('counts only while the plant runs', () => {
    const { see } = bench('stuckFor', 2, 0);
    see(1.5, 0);
    expect(see(1.5, 5, false)).toBe('back');
    expect(see(1.5, 6)).toBe('back');
    expect(see(1.5, 7)).toBe('holds');
  });

  it('waits while there is no good value, and continues with the same value afterwards', () => {
    const { see, image, judge } = bench('stuckFor', 2, 0);
    see(1.5, 0);
    see(1.5, 1);
    image.set(0, Number.NaN, 2, QUALITY.bad);
    expect(judge.judge(image, 0, true)).toBe(VERDICT.none);
    expect(see(1.5, 50)).toBe('back');
    expect(judge.measured[0]).toBe(1);
    expect(see(1.5, 51)).toBe('holds');
  });

  it('starts again when the value has changed after such a time', () => {
    const { see, image, judge } = bench('stuckFor', 2, 0);
    see(1.5, 0);
    see(1.5, 1.9);
    image.set(0, Number.NaN, 2, QUALITY.bad);
    judge.judge(image, 0, true);
    see(1.6, 3);
    expect(see(1.6, 4.9)).toBe('back');
    expect(see(1.6, 5)).toBe('holds');
  });

  it('detects a change that came and went between two ticks', () => {
    const { see, image } = bench('stuckFor', 2, 0);
    see(1.5, 0);
    image.set(0, 1.6, 1, QUALITY.good);
    image.noteChanges();
    expect(see(1.5, 2.5)).toBe('back');
  });

  it("does not treat the twin's value as the sensor's", () => {
    const { image, judge } = bench('stuckFor', 2, 0);
    image.set(0, 1.5, 0, QUALITY.estimated);
    expect(judge.judge(image, 0, true)).toBe(VERDICT.none);
    image.set(0, 1.5, 9, QUALITY.estimated);
    expect(judge.judge(image, 0, true)).toBe(VERDICT.none);
  });

  it('ends although the hysteresis is larger than the threshold', () => {
    const { see } = bench('stuckFor', 2, 5);
    see(1, 0);
    expect(see(1, 2)).toBe('holds');
    expect(see(2, 3)).toBe('back');
  });
});
