// The trends document in extreme cases: its dates are always valid, even if a limit was passed long ago.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { MinuteRow } from '../../src/features/minute-row.js';
import type { Component } from '../../src/trends/components.js';
import { HourlyMeans } from '../../src/trends/hourly-means.js';
import { trendReport } from '../../src/trends/trend-report.js';

const HOUR_MS = 3_600_000;
const NOW_MS = 500_000 * HOUR_MS;
const HOURS = 72;
const EMPTY: MinuteRow = {
  ...{ ts: 0, run: 1, tick: 0, frames: 3600, complete: true, clockJumped: false, series: {}, durations: {} },
  ...{ mode: {}, degradation: {}, plant: {}, alarms: {}, trips: {}, recoveries: {}, commands: {} },
};

/** The trend of a statistic that starts at `start`, has its limit at 0.05, and ripples by half its slope an hour. */
function trendOf(start: number, slopePerDay: number) {
  const component: Component = {
    ...{ id: 'c', name: 'c', statistic: 's', unit: '1', meaning: 'm', advice: 'a', whileRunning: false },
    limits: [{ value: 0.05, passedWhen: 'above' }],
    read: ({ tick }) => start + (slopePerDay * (tick + Math.sin(tick * 2.4) / 2)) / 24,
  };
  const means = new HourlyMeans([component]);
  for (let hour = 0; hour < HOURS; hour++) {
    const ts = NOW_MS - (HOURS - hour) * HOUR_MS;
    for (let n = 0; n < 20; n++) means.add({ ...EMPTY, ts: ts + n * 60_000, tick: hour });
  }
  return trendReport([component], means, NOW_MS).components[0]!;
}

it('a limit that a nearly constant value passed long ago is reported as passed, with valid dates', () => {
  const { significant, reaches, message } = trendOf(0.5, 1e-11);
  expect(significant).toBe(true);
  expect(Date.parse(reaches!.expected)).toBeLessThan(NOW_MS);
  expect(message).toContain('is past its limit');
});

it('the earliest, expected and latest date are in this order, for any start and slope', () => {
  const exponent = fc.integer({ min: -14, max: 2 });
  fc.assert(
    fc.property(
      fc.double({ min: -1, max: 1, noNaN: true }),
      exponent,
      fc.boolean(),
      (start, power, isRising) => {
        const { reaches } = trendOf(start, (isRising ? 1 : -1) * 10 ** power);
        if (reaches === null) return;
        const [earliest, expected, latest] = [reaches.earliest, reaches.expected, reaches.latest].map(
          Date.parse,
        );
        expect(earliest).toBeLessThanOrEqual(expected!);
        expect(expected).toBeLessThanOrEqual(latest!);
      },
    ),
    { numRuns: 100 },
  );
});

it('a value beyond its limit is reported even without a trend, and a value within it is not', () => {
  expect(trendOf(0.06, 0)).toMatchObject({ significant: false, isPast: true, limit: 0.05, reaches: null });
  expect(trendOf(0.06, 0).message).toContain('is past its limit');
  expect(trendOf(0.04, 0)).toMatchObject({ isPast: false, limit: null });
});
