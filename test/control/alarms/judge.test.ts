// The truth table of each comparison.
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
    ['below', 0.3, 0.03, 0.29, 'holds'],
    ['below', 0.3, 0.03, 0.3, 'between'],
    ['below', 0.3, 0.03, 0.32, 'between'],
    ['below', 0.3, 0.03, 0.33, 'back'],
    ['below', 0.3, 0.03, -5, 'holds'],
    ['below', 0.3, 0, 0.3, 'back'],
    ['equals', 1, 0, 1, 'holds'],
    ['equals', 1, 0, 1.001, 'back'],
    ['equals', 1, 0, -1, 'back'],
    ['equals', 1, 0.5, 1, 'holds'],
    ['equals', 1, 0.5, 1.4, 'between'],
    ['equals', 1, 0.5, 1.5, 'back'],
    ['equals', 1, 0.5, 0.5, 'back'],
    ['notEquals', 1, 0, 1, 'back'],
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

  it('takes an estimated value like a measured one', () => {
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

  it('is not judged before there is half a second of history', () => {
    const { seen } = ramp(3, 2, 0.5);
    expect(seen.slice(0, 8)).toEqual(Array(8).fill('none'));
    expect(seen[8]).toBe('holds');
  });

  it.each([
    [3, 'holds'],
    [-3, 'holds'],
    [1.8, 'between'],
    [-1.8, 'between'],
    [1.4, 'back'],
    [0, 'back'],
  ] as const)('looks at the magnitude: a slope of %d per second against 2 is %s', (slope, verdict) => {
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

  it('is not fooled by ticks without a new sample', () => {
    const { see } = bench('rateAbove', 2, 0);
    const seen = Array.from({ length: 90 }, (_, n) =>
      see(Math.floor(n / 3) * 0.1, Math.floor(n / 3) * 0.05 * 4),
    );
    expect(seen).not.toContain('holds');
  });

  it('begins anew after the channel was lost: what happened meanwhile is unknown', () => {
    const { see, image, judge } = bench('rateAbove', 2, 0);
    for (let n = 0; n < 15; n++) see(0, n / 15);
    image.set(0, 0, 1, QUALITY.stale);
    expect(judge.judge(image, 0, true)).toBe(VERDICT.none);
    expect(see(50, 1.2)).toBe('none');
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

  it('tells zero from minus zero', () => {
    const { see } = bench('stuckFor', 2, 0);
    see(0, 0);
    expect(see(-0, 3)).toBe('back');
  });

  it('does not hold for a source that has gone silent', () => {
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

  it("does not take the twin's value for the sensor's", () => {
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
