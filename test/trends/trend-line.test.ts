// How reliable a trend is: how often the true slope is within the interval, for series with known slope, noise and autocorrelation.
import { describe, expect, it } from 'vitest';
import { type Limit, type LimitDate, limitDate } from '../../src/trends/limit-date.js';
import { studentT95 } from '../../src/trends/student-t.js';
import { isTrend, trendLine } from '../../src/trends/trend-line.js';
import { type SeriesOptions, series } from './synthetic.js';

const SEEDS = 400;
/** Thirty days of hourly means. */
const MONTH: SeriesOptions = { count: 720, start: 10, slope: 0, sigma: 1, correlation: 0 };

function lines(options: SeriesOptions) {
  return Array.from({ length: SEEDS }, (_, seed) => {
    const { times, values } = series(options, seed + 1);
    const line = trendLine(times, values);
    if (line === null) throw new Error('no line');
    return line;
  });
}

function share<T>(all: readonly T[], holds: (one: T) => boolean): number {
  return all.filter(holds).length / all.length;
}

describe("the quantile of Student's distribution", () => {
  it.each([
    [3, 3.182],
    [5, 2.571],
    [10, 2.228],
    [30, 2.042],
    [1e6, 1.96],
  ])('agrees with the table at %d degrees of freedom', (freedom, table) => {
    expect(Math.abs(studentT95(freedom) / table - 1)).toBeLessThan(0.01);
  });
});

describe('a trend line', () => {
  it('has no error on a straight line', () => {
    const { times, values } = series({ ...MONTH, slope: 0.01, sigma: 0 }, 1);
    const line = trendLine(times, values)!;
    expect(line.slope).toBeCloseTo(0.01, 9);
    expect(line.slopeError).toBeLessThan(1e-9);
    expect(isTrend(line)).toBe(true);
  });

  it('is not a trend when all values are equal', () => {
    const { times, values } = series({ ...MONTH, sigma: 0 }, 1);
    expect(isTrend(trendLine(times, values)!)).toBe(false);
  });

  it('does not exist for a few values, nor for values that are almost completely correlated', () => {
    for (const count of [0, 1, 2, 4]) {
      const { times, values } = series({ ...MONTH, count }, 1);
      expect(trendLine(times, values)).toBeNull();
    }
    const { times, values } = series({ ...MONTH, count: 20, correlation: 0.98 }, 1);
    expect(trendLine(times, values)).toBeNull();
  });

  // The true share is 5 %. With 400 seeds it is known to about 2 %.
  it.each([0, 0.5, 0.8])(
    'is a false trend in at most 8 %% of series without a slope whose neighbours have a correlation of %d',
    (correlation) => {
      expect(share(lines({ ...MONTH, correlation }), isTrend)).toBeLessThan(0.08);
    },
  );

  it('would often be a false trend if correlated neighbours were treated as independent', () => {
    const naive = lines({ ...MONTH, correlation: 0.8 }).map((line) => ({
      ...line,
      slopeError: line.slopeError * Math.sqrt(line.effectiveCount / MONTH.count),
    }));
    expect(share(naive, isTrend)).toBeGreaterThan(0.4);
  });

  it.each([0, 0.5, 0.8])(
    'has the true slope within its interval in at least 92 %% of series whose neighbours have a correlation of %d',
    (correlation) => {
      const all = lines({ ...MONTH, slope: 0.01, correlation });
      const within = share(
        all,
        ({ slope, slopeError, quantile }) => Math.abs(slope - 0.01) <= quantile * slopeError,
      );
      expect(within).toBeGreaterThan(0.92);
    },
  );
});

describe('the date of a limit', () => {
  const drifting: SeriesOptions = { ...MONTH, slope: 0.01, correlation: 0.5 };
  const above: Limit = { value: 22, passedWhen: 'above' };

  it('is within its interval in at least 92 % of series, and the interval is narrow enough to be useful', () => {
    const dates = lines(drifting).map((line) => limitDate(line, above));
    expect(dates).not.toContain(null);
    const told = dates as readonly LimitDate[];
    expect(share(told, ({ earliest, latest }) => earliest <= 1200 && 1200 <= latest)).toBeGreaterThan(0.92);
    expect(told.every(({ earliest, expected, latest }) => earliest < expected && expected < latest)).toBe(
      true,
    );
    const widths = told.map(({ earliest, latest }) => latest - earliest).sort((a, b) => a - b);
    expect(widths[SEEDS / 2]).toBeLessThan(300);
  });

  it('has an interval that is longer on the late side than on the early one', () => {
    const { earliest, expected, latest } = limitDate(lines(drifting)[0]!, above)!;
    expect(latest - expected).toBeGreaterThan(expected - earliest);
  });

  it('is the same for a fall to a limit below', () => {
    const [first] = lines({ ...drifting, sigma: 0.001, start: -10, slope: -0.01 });
    expect(limitDate(first!, { value: -22, passedWhen: 'below' })!.expected).toBeCloseTo(1200, 0);
  });

  it('does not exist when there is no trend, or when the trend leads away from the limit', () => {
    const [rising] = lines(drifting);
    expect(limitDate(rising!, { value: 8, passedWhen: 'below' })).toBeNull();
    const steady = lines(MONTH).find((line) => !isTrend(line));
    expect(limitDate(steady!, above)).toBeNull();
  });

  it('is in the past when the limit was passed', () => {
    const [first] = lines({ ...drifting, sigma: 0.001 });
    expect(limitDate(first!, { value: 12, passedWhen: 'above' })!.expected).toBeCloseTo(200, 0);
  });
});
