// The health document as the contract shows it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DISTRIBUTION, HEALTH, RECOVERY } from '../../src/control/records/health-record.js';
import {
  BREAKER_STATES,
  DEGRADATION_CAUSES,
  LATE_CAUSES,
  MODES,
  OPTIMIZER_STANDINGS,
  type OptimizerStanding,
  PHASES,
  PLANT_STATES,
  RECOVERY_STRATEGIES,
  RECOVERY_TYPES,
  TWIN_REASONS,
  VALIDATION_DEPTHS,
} from '../../src/control/vocabulary.js';
import { type HealthExtras, healthDocument } from '../../src/report/health.js';
import { idleStreams } from '../support/idle-streams.js';

const counters = ['serial.chain.good', 'serial.chain.checksum', 'serial.usb.left.good', 'restarts'];
const extras: HealthExtras = {
  run: 3,
  comms: {
    connected: true,
    protocol: 5,
    ringDropped: 0,
    outbox: 0,
    outboxOldest: null,
    liveDropped: 0,
    commandsUnanswered: 0,
  },
  streams: idleStreams(2),
  rss: 81000000,
};

function record(): Float64Array {
  const record = new Float64Array(HEALTH.counters + counters.length);
  record[HEALTH.ts] = 1764000000000;
  record[HEALTH.uptimeS] = 81.2;
  record[HEALTH.mode] = MODES.indexOf('balanced');
  record[HEALTH.plant] = PLANT_STATES.indexOf('running');
  record[HEALTH.rateHz] = 15;
  record[HEALTH.ticks] = 1218;
  record[HEALTH.telemetryHz] = 10;
  record[HEALTH.twinTimestepS] = 0.1;
  record[HEALTH.twinReason] = TWIN_REASONS.indexOf('error');
  record[HEALTH.twinError] = 0.0004;
  record[HEALTH.stabilityScore] = 1;
  record.set([1218, 2.04, 140, 300, 410], HEALTH.lateness);
  record.set([1218, 9, 31, 60, 110], HEALTH.compute);
  const acquire = HEALTH.phases + PHASES.indexOf('acquire') * DISTRIBUTION.length;
  record.set([1218, 1, 4, 6, 9], acquire);
  record[HEALTH.lateCauses + LATE_CAUSES.indexOf('os')] = 2;
  record.set([4872, 3, 10, 1], HEALTH.counters);
  return record;
}

describe('the health document', () => {
  it('has the fields of the contract', () => {
    expect(healthDocument(record(), counters, extras)).toMatchObject({
      run: 3,
      ts: 1764000000000,
      uptime: 81.2,
      mode: 'balanced',
      degradation: 0,
      plant: 'running',
      loop: {
        rate: 15,
        ticks: 1218,
        missed: 0,
        late: 0,
        latenessUs: { p50: 2, p99: 140, p999: 300, max: 410 },
        computeUs: { p50: 9, p99: 31, p999: 60, max: 110 },
      },
      phases: { acquire: { count: 1218, p50: 1, p99: 4, max: 9 } },
      lateCauses: { gc: 0, phase: 0, blocked: 0, os: 2 },
      twin: { timestep: 0.1, reason: 'error', error: 0.0004 },
      streams: { telemetryHz: 10, subscribers: 2, dropped: 0 },
      comms: { connected: true, protocol: 5, ringDropped: 0, outbox: 0, outboxOldest: null },
      alarms: { active: 0, unacknowledged: 0, perTenMinutes: 0, standing: 0 },
      recovery: { attempts: 0, succeeded: 0, byType: { sensor_lost: { attempts: 0, rate: null } } },
      memory: { rss: 81000000 },
      stability: { score: 1, violations: 0 },
    });
  });

  it("puts the HAL's counters where their names say, also when a port's name has dots", () => {
    expect(healthDocument(record(), counters, extras)).toMatchObject({
      serial: { chain: { good: 4872, checksum: 3 }, 'usb.left': { good: 10 } },
      restarts: 1,
    });
  });

  it('gives all ten phases of the scan', () => {
    expect(Object.keys(healthDocument(record(), counters, extras).phases)).toEqual([...PHASES]);
  });

  it('adds up what was tried, by type and by strategy, with the share that helped', () => {
    const numbers = record();
    const at = HEALTH.recoveries + RECOVERY_TYPES.indexOf('port_hung') * RECOVERY.length;
    numbers.set([5, 1, 3, 1, BREAKER_STATES.indexOf('open')], at);
    numbers.set([2, 2, 0, 0, 0], HEALTH.recoveries);
    const reset = HEALTH.strategies + RECOVERY_STRATEGIES.indexOf('reset') * RECOVERY.length;
    numbers.set([5, 1, 3, 0], reset);
    const { recovery } = healthDocument(numbers, counters, extras);
    expect(recovery).toMatchObject({
      attempts: 7,
      succeeded: 3,
      failed: 3,
      open: 1,
      escalated: 1,
      rate: 0.5,
    });
    expect(recovery.byType.port_hung).toEqual({
      attempts: 5,
      succeeded: 1,
      failed: 3,
      open: 1,
      escalated: 1,
      rate: 0.25,
      breaker: 'open',
    });
    expect(recovery.byType.overload).toMatchObject({ attempts: 0, rate: null, breaker: 'closed' });
    expect(recovery.strategies.reset).toMatchObject({ attempts: 5, rate: 0.25 });
  });

  it('is JSON whatever the record holds', () => {
    const length = HEALTH.counters + counters.length;
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: length, maxLength: length }), (numbers) => {
        const text = JSON.stringify(healthDocument(Float64Array.from(numbers), counters, extras));
        // What JSON cannot say would have become null; where one belongs is known.
        const mayBeNull = new Set(['"cause":null', '"best":null', '"value":null', '"rate":null']);
        const nulls = text.match(/[^{,]*null/g)!.filter((field) => !mayBeNull.has(field));
        expect(nulls).toEqual(['"outboxOldest":null']);
      }),
    );
  });
});

describe('the alarms of the health document', () => {
  it.each([
    [10, false],
    [11, true],
  ])('with %i of them in ten minutes: flood is %s', (perTenMinutes, flood) => {
    const numbers = record();
    numbers[HEALTH.alarmsPerTenMinutes] = perTenMinutes;
    expect(healthDocument(numbers, counters, extras).alarms).toMatchObject({ perTenMinutes, flood });
  });

  it('name the rules that fire most often, where they are counted', () => {
    const topOffenders = [{ rule: 'high_velocity', count: 12 }];
    expect(healthDocument(record(), counters, { ...extras, topOffenders }).alarms).toMatchObject({
      topOffenders,
    });
    expect(healthDocument(record(), counters, extras).alarms).toMatchObject({ topOffenders: [] });
  });
});

describe('the optimizer of the health document', () => {
  function optimizer(step: number, cause: number, standing: OptimizerStanding) {
    const numbers = record();
    numbers[HEALTH.optimizerStep] = step;
    numbers[HEALTH.optimizerCause] = cause;
    numbers[HEALTH.optimizerStanding] = OPTIMIZER_STANDINGS.indexOf(standing);
    numbers[HEALTH.optimizerValidation] = VALIDATION_DEPTHS.indexOf('normal');
    numbers[HEALTH.optimizerRunsTwin] = step < 3 ? 1 : 0;
    return healthDocument(numbers, counters, extras).optimizer;
  }

  it('says what was chosen', () => {
    expect(optimizer(1, 1, 'pressed')).toMatchObject({
      step: 1,
      cause: 'missed_ticks',
      validation: 'normal',
      twin: 'running',
      telemetryHz: 10,
      reason: 'control ticks were missed; there is no room for a better step yet',
    });
    expect(optimizer(3, 2, 'waiting')).toMatchObject({ step: 3, cause: 'compute_budget', twin: 'resting' });
  });

  it('has no cause while nothing is left out', () => {
    expect(optimizer(0, 0, 'relaxed')).toMatchObject({ step: 0, cause: null });
  });

  it('gives each cause and each standing a reason of its own', () => {
    const reasons = OPTIMIZER_STANDINGS.map((standing) => optimizer(1, 1, standing).reason);
    expect(new Set(reasons).size).toBe(OPTIMIZER_STANDINGS.length);
    const causes = DEGRADATION_CAUSES.map((_, i) => optimizer(1, i + 1, 'waiting').reason);
    expect(new Set(causes).size).toBe(DEGRADATION_CAUSES.length);
  });
});
