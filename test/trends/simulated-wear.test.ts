// Simulated wear: the worn component shows a trend with a date, and a healthy plant shows no trend.
import { beforeAll, describe, expect, it } from 'vitest';
import { MinuteRecorder } from '../../src/features/minute-recorder.js';
import { MINUTE_MS, type MinuteRow } from '../../src/features/minute-row.js';
import { simulatedConfig } from '../../src/testing/configuration.js';
import { VirtualRun } from '../../src/testing/virtual-run.js';
import { components } from '../../src/trends/components.js';
import { HourlyMeans } from '../../src/trends/hourly-means.js';
import { type ComponentTrend, trendReport } from '../../src/trends/trend-report.js';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 0, 1);
const HOURS = 48;
/** A sixth of the default, J/K: the temperatures settle in ten minutes and not in an hour. */
const THERMAL_CAPACITY = 2000;
/** Time until the temperatures have settled, s. */
const WARM_UP_S = 600;
/** The number of minutes that an hour needs to count. */
const MINUTES = 20;

type Fault = Parameters<VirtualRun['simulation']['inject']>[0];

/** A leak, as a share of the most that the tank can lose, by the minute since the warm-up. */
type Leak = (minute: number) => number;

/**
 * The trends after 48 hours. One simulated minute is used for all minutes of an hour, so a day needs 24 minutes of the plant.
 *
 * @param wear a fault that begins after the warm-up; null for none
 * @param leak size of the leak in each minute
 */
async function trendsOf(
  wear: Fault | null,
  leak: Leak = () => 0,
): Promise<ReadonlyMap<string, ComponentTrend>> {
  const run = await VirtualRun.create(
    simulatedConfig({ 'control.autoStart': true, 'plant.thermalCapacity': THERMAL_CAPACITY }),
  );
  const { plan } = run.controller;
  const rows: MinuteRow[] = [];
  const recorder = new MinuteRecorder({
    layout: plan.layout,
    run: 1,
    onRow: (row) => rows.push(row),
  });
  while (run.nextTimeS < WARM_UP_S) run.tick();
  if (wear !== null) run.simulation.inject(wear, { startS: run.nextTimeS });
  for (let minute = 1; minute <= HOURS; minute++) {
    const startS = WARM_UP_S + minute * 60;
    const share = leak(minute);
    if (share > 0) run.simulation.inject({ kind: 'airLeak', share }, { startS, endS: startS + 60 });
  }
  while (run.nextTimeS < WARM_UP_S + (HOURS + 1) * 60) {
    run.tick();
    recorder.frame(run.frame);
    for (const event of run.events) recorder.event(event);
  }
  const sensors = plan.layout.channels.slice(0, plan.sensorCount);
  const { gearRatio, sprocketRadius, thermalResistance } = run.config.plant;
  const parts = components({ speedRatio: gearRatio / sprocketRadius, thermalResistance, sensors });
  const means = new HourlyMeans(parts);
  rows.slice(0, HOURS).forEach((row, hour) => {
    for (let n = 0; n < MINUTES; n++) means.add({ ...row, ts: START_MS + hour * HOUR_MS + n * MINUTE_MS });
  });
  await run.hal.close();
  const report = trendReport(parts, means, START_MS + HOURS * HOUR_MS);
  return new Map(report.components.map((trend) => [trend.id, trend]));
}

describe('a healthy plant', () => {
  let trends: ReadonlyMap<string, ComponentTrend>;
  beforeAll(async () => {
    trends = await trendsOf(null);
  }, 300_000);

  it('has a value for each component, close to the design value', () => {
    expect(trends.get('coupling')).toMatchObject({ hours: HOURS, unit: 'rad/m' });
    expect(trends.get('coupling')!.value).toBeCloseTo(25.4, 1);
    expect(trends.get('generator')!.value).toBeGreaterThan(0.8);
    expect(trends.get('efficiency')!.value).toBeCloseTo(0.37, 1);
    expect(trends.get('sensor.water.temperature')!.value).toBe(0);
  });

  it('shows no trend, except that of a generator that is not completely warm', () => {
    const trending = [...trends.values()].filter(({ significant }) => significant);
    expect(trending.map(({ id }) => id).filter((id) => id !== 'cooling')).toEqual([]);
  });

  it('reaches no limit within a year', () => {
    for (const { reaches } of trends.values()) {
      if (reaches !== null)
        expect(Date.parse(reaches.expected)).toBeGreaterThan(START_MS + 365 * 24 * HOUR_MS);
    }
  });
});

it('a drifting speed sensor is a trend of the coupling, with the day on which 5 % are reached', async () => {
  // A drift of 0.02 m/s in 48 "hours" at 1.55 m/s is 0.65 % a "day".
  const perSecond = 0.02 / (HOURS * 60);
  const trends = await trendsOf({ kind: 'drift', channel: 'chain.velocity', perSecond });
  const coupling = trends.get('coupling')!;
  expect(coupling.significant).toBe(true);
  expect(coupling.slopePerDay).toBeLessThan(0);
  const perDay = (25.4 * 0.01) / 1.55;
  expect(coupling.slopeInterval![0]).toBeLessThan(-perDay * 0.95);
  expect(coupling.slopeInterval![1]).toBeGreaterThan(-perDay * 1.1);
  expect(coupling.limit).toBeCloseTo(25.4 * 0.95, 6);
  // The ratio is 5 % lower when the sensor shows 1 / 0.95 of the speed, after about eight days.
  const { earliest, expected, latest } = coupling.reaches!;
  const days = (iso: string) => (Date.parse(iso) - START_MS) / (24 * HOUR_MS);
  expect(days(earliest)).toBeLessThan(days(expected));
  expect(days(latest)).toBeGreaterThan(days(expected));
  expect(days(expected)).toBeGreaterThan(7);
  expect(days(expected)).toBeLessThan(9);
  expect(coupling.message).toContain('one of the two speed sensors drifts');
}, 300_000);

it('a leak that grows in steps is a falling trend of the efficiency, with a date, and of the air', async () => {
  const trends = await trendsOf(null, (minute) => (0.02 * minute) / HOURS);
  const efficiency = trends.get('efficiency')!;
  expect(efficiency.significant).toBe(true);
  expect(efficiency.slopeInterval![1]).toBeLessThan(0);
  expect(efficiency.limit).toBe(0.3);
  // A leak of 0.19, after 19 days, takes the efficiency below 0.3. A straight line gives a few days more, because the loss grows faster.
  const { earliest, expected, latest } = efficiency.reaches!;
  const days = (iso: string) => (Date.parse(iso) - START_MS) / (24 * HOUR_MS);
  expect([earliest, expected, latest].map(days)).toEqual(
    [earliest, expected, latest].map(days).sort((a, b) => a - b),
  );
  expect(days(expected)).toBeGreaterThan(17);
  expect(days(expected)).toBeLessThan(23);
  const air = trends.get('air')!;
  expect(air.significant).toBe(true);
  expect(air.slopeInterval![1]).toBeLessThan(0);
  expect(trends.get('coupling')!.significant).toBe(false);
}, 300_000);

it('a lost sensor shows in the statistic of this sensor only', async () => {
  const trends = await trendsOf({ kind: 'dropout', channel: 'water.temperature' });
  expect(trends.get('sensor.water.temperature')!.value).toBeGreaterThan(0.9);
  expect(trends.get('sensor.chain.tension')!.value).toBe(0);
}, 300_000);
