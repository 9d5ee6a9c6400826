// The profile document, which `/api/profile` returns.
import { expect, it } from 'vitest';
import { profileDocument } from '../../src/report/profile.js';
import { controlReport } from './control-report.js';

const DURATION = {
  window: { count: 900, mean: 9.88, min: 4.1, max: 110, standardDeviation: 2.35, p50: 9, p99: 31, p999: 60 },
  total: { count: 1218, mean: 9.88, min: 4.1, max: 110, standardDeviation: 2.35, p50: 9, p99: 31, p999: 60 },
};

it('has each duration over the window and since the start, rounded to 0.01 us', () => {
  expect(profileDocument(controlReport(), 3, { comms: {}, store: null })).toMatchObject({
    run: 3,
    ts: 1_764_000_000_000,
    phases: { acquire: DURATION, publish: DURATION },
    compute: DURATION,
    lateness: DURATION,
    counters: {},
  });
});

it('has the last late ticks and the counts of the alarm engine', () => {
  const report = controlReport();
  expect(profileDocument(report, 3, { comms: {}, store: null })).toMatchObject({
    lateTicks: report.lateTicks,
    alarms: report.alarms,
  });
});
