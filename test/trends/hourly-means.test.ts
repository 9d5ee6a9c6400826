// Hourly means from minutes: which minutes count, which hours count, and for how long they are kept.
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, type MinuteRow } from '../../src/features/minute-row.js';
import type { Component } from '../../src/trends/components.js';
import { HourlyMeans } from '../../src/trends/hourly-means.js';

const HOUR_MS = 3_600_000;
/** A statistic that is the number of the minute's first tick. */
const component = (whileRunning: boolean): Component => ({
  id: 'c',
  name: 'c',
  statistic: 's',
  unit: '1',
  limits: [],
  meaning: 'm',
  advice: 'a',
  read: ({ tick }) => (tick < 0 ? null : tick),
  whileRunning,
});

function minute(ts: number, tick: number, changes: Partial<MinuteRow> = {}): MinuteRow {
  const none = {
    series: {},
    durations: {},
    mode: {},
    degradation: {},
    alarms: {},
    trips: {},
    recoveries: {},
    commands: {},
  };
  return {
    ...none,
    ts,
    run: 1,
    tick,
    frames: 3600,
    complete: true,
    clockJumped: false,
    plant: { running: 1 },
    ...changes,
  };
}

function hourOf(means: HourlyMeans, hour: number, minutes: number, changes: Partial<MinuteRow> = {}) {
  for (let n = 0; n < minutes; n++) means.add(minute(hour * HOUR_MS + n * MINUTE_MS, n, changes));
}

describe('an hour', () => {
  it('is the mean of its minutes, with the time of its middle', () => {
    const means = new HourlyMeans([component(true)]);
    hourOf(means, 5, 60);
    expect(means.series(0)).toEqual({
      timesMs: Float64Array.of(5.5 * HOUR_MS),
      values: Float64Array.of(29.5),
    });
  });

  it('with fewer than 20 usable minutes is left out', () => {
    const means = new HourlyMeans([component(true)]);
    hourOf(means, 5, 19);
    hourOf(means, 6, 20);
    expect([...means.series(0).timesMs]).toEqual([6.5 * HOUR_MS]);
  });

  it('does not include minutes that are incomplete, have no value, or in which the plant did not run all the time', () => {
    const means = new HourlyMeans([component(true), component(false)]);
    hourOf(means, 5, 60, { complete: false });
    hourOf(means, 6, 60, { plant: { running: 0.5, stopping: 0.5 } });
    hourOf(means, 7, 60, { tick: -1 });
    expect([means.series(0).values.length, [...means.series(1).timesMs]]).toEqual([0, [6.5 * HOUR_MS]]);
  });

  it('is dropped after thirty days, and an hour that is older than the last one is ignored', () => {
    const means = new HourlyMeans([component(true)]);
    for (let hour = 0; hour < 900; hour++) hourOf(means, hour, 20);
    hourOf(means, 10, 60);
    const { timesMs } = means.series(0);
    expect(timesMs).toHaveLength(720);
    expect(timesMs[0]).toBe(180.5 * HOUR_MS);
  });
});
