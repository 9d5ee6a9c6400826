// An example of a full report of the control thread, for tests.
import type { DistributionReport } from '../../src/control/profiler/rolling-distribution.js';
import type { ControlReport } from '../../src/report/profile.js';

const DISTRIBUTION: DistributionReport = {
  count: 900,
  mean: 9.8765,
  min: 4.1,
  max: 110,
  standardDeviation: 2.3456,
  p50: 9,
  p99: 31,
  p999: 60,
};
const DURATION = { window: DISTRIBUTION, total: { ...DISTRIBUTION, count: 1218 } };

export function controlReport(changes: Partial<ControlReport> = {}): ControlReport {
  return {
    ts: 1_764_000_000_000,
    profile: {
      phases: { acquire: DURATION, publish: DURATION },
      compute: DURATION,
      lateness: DURATION,
      counters: {},
    },
    lateTicks: [{ tick: 812, latenessUs: 3100, cause: 'os', detail: 'the thread was woken late' }],
    alarms: {
      active: 1,
      unacknowledged: 1,
      perTenMinutes: 2,
      standing: 0,
      shelved: 0,
      suppressed: 0,
      chattering: 0,
      waiting: 0,
      isFlood: false,
      peakPerTenMinutes: 2,
      occurrences: 2,
      byLevel: { info: 0, warning: 2, error: 0, critical: 0 },
      topOffenders: [{ rule: 'high_velocity', occurrences: 2, share: 1 }],
      roots: [],
    },
    ...changes,
  };
}
