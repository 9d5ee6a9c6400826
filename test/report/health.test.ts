// The health document, compared with the contract.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Health } from '../../src/control/records/health.js';
import { type HealthExtras, healthDocument } from '../../src/report/health.js';
import {
  DEGRADATION_CAUSES,
  type DegradationCause,
  OPTIMIZER_STANDINGS,
  type OptimizerStanding,
  PHASES,
} from '../../src/vocabulary/words.js';
import { COMMS_HEALTH, durationFigures, phaseFigures, someHealth } from '../support/health.js';
import { idleStreams } from '../support/idle-streams.js';

const extras: HealthExtras = {
  run: 3,
  comms: COMMS_HEALTH,
  streams: idleStreams(2),
  rss: 81000000,
};

const NOTHING_TRIED = { attempts: 0, succeeded: 0, failed: 0, escalated: 0 };

const running = someHealth({
  recovery: { byType: { sensor_lost: { ...NOTHING_TRIED, breaker: 'closed' } }, strategies: {} },
  ts: 1764000000000,
  uptimeS: 81.2,
  mode: 'balanced',
  plant: 'running',
  loop: {
    rateHz: 15,
    ticks: 1218,
    missed: 0,
    late: 0,
    lateness: durationFigures({ count: 1218, p50: 2.04, p99: 140, p999: 300, max: 410 }),
    compute: durationFigures({ count: 1218, p50: 9, p99: 31, p999: 60, max: 110 }),
  },
  phases: phaseFigures({ acquire: { count: 1218, p50: 1, p99: 4, p999: 6, max: 9 } }),
  twin: { timestepS: 0.1, reason: 'error', error: 0.0004 },
  lateCauses: { gc: 0, phase: 0, blocked: 0, os: 2 },
  remarks: {},
  counters: {
    'serial.chain.good': 4872,
    'serial.chain.checksum': 3,
    'serial.usb.left.good': 10,
    restarts: 1,
  },
});

/** A copy with each number replaced. */
function withNumbers(value: unknown, next: () => number): unknown {
  if (typeof value === 'number') return next();
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([name, part]) => [name, withNumbers(part, next)]));
}

describe('the health document', () => {
  it('has the fields of the contract', () => {
    expect(healthDocument(running, extras)).toMatchObject({
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

  it("nests the HAL's counters by their names, also when a port's name has dots", () => {
    expect(healthDocument(running, extras)).toMatchObject({
      serial: { chain: { good: 4872, checksum: 3 }, 'usb.left': { good: 10 } },
      restarts: 1,
    });
  });

  it('gives all ten phases of the scan', () => {
    expect(Object.keys(healthDocument(running, extras).phases)).toEqual([...PHASES]);
  });

  it('counts attempts by type and by strategy, with the rate of success', () => {
    const { recovery } = healthDocument(
      someHealth({
        recovery: {
          byType: {
            sensor_lost: { ...NOTHING_TRIED, attempts: 2, succeeded: 2, breaker: 'closed' },
            port_hung: { attempts: 5, succeeded: 1, failed: 3, escalated: 1, breaker: 'open' },
            overload: { ...NOTHING_TRIED, breaker: 'closed' },
          },
          strategies: { reset: { attempts: 5, succeeded: 1, failed: 3, escalated: 0 } },
        },
      }),
      extras,
    );
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

  it('is valid JSON for any numbers', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.double()), (numbers) => {
        const next = () => numbers.next().value ?? 0;
        const odd = withNumbers(running, next);
        const text = JSON.stringify(healthDocument(odd as Health, extras));
        // JSON.stringify turns NaN and infinity into null, so only these fields may be null.
        const mayBeNull = new Set(['"cause":null', '"best":null', '"value":null', '"rate":null']);
        const nulls = text.match(/[^{,]*null/g)!.filter((field) => !mayBeNull.has(field));
        expect(nulls).toEqual(['"outboxOldest":null', '"outboxFramesOldest":null']);
      }),
    );
  });
});

describe('the alarms of the health document', () => {
  it.each([
    [10, false],
    [11, true],
  ])('with %i of them in ten minutes: flood is %s', (perTenMinutes, flood) => {
    const health = someHealth({ alarms: { ...running.alarms, perTenMinutes } });
    expect(healthDocument(health, extras).alarms).toMatchObject({ perTenMinutes, flood });
  });

  it('name the rules that fire most often, when these are counted', () => {
    const topOffenders = [{ rule: 'high_velocity', count: 12 }];
    expect(healthDocument(running, { ...extras, topOffenders }).alarms).toMatchObject({
      topOffenders,
    });
    expect(healthDocument(running, extras).alarms).toMatchObject({ topOffenders: [] });
  });
});

describe('the optimizer of the health document', () => {
  function optimizer(step: number, cause: DegradationCause | null, standing: OptimizerStanding) {
    const choice = { step, cause, validation: 'normal', runsTwin: step < 3, standing } as const;
    return healthDocument(someHealth({ optimizer: choice }), extras).optimizer;
  }

  it('gives the chosen step, its cause and the reason', () => {
    expect(optimizer(1, 'missed_ticks', 'pressed')).toMatchObject({
      step: 1,
      cause: 'missed_ticks',
      validation: 'normal',
      twin: 'running',
      telemetryHz: 10,
      reason: 'control ticks were missed; the load is still too high for a better step',
    });
    expect(optimizer(3, 'compute_budget', 'waiting')).toMatchObject({
      step: 3,
      cause: 'compute_budget',
      twin: 'resting',
    });
  });

  it('has no cause while nothing is reduced', () => {
    expect(optimizer(0, null, 'relaxed')).toMatchObject({ step: 0, cause: null });
  });

  it('gives each cause and each standing a reason of its own', () => {
    const reasons = OPTIMIZER_STANDINGS.map((standing) => optimizer(1, 'missed_ticks', standing).reason);
    expect(new Set(reasons).size).toBe(OPTIMIZER_STANDINGS.length);
    const causes = DEGRADATION_CAUSES.map((cause) => optimizer(1, cause, 'waiting').reason);
    expect(new Set(causes).size).toBe(DEGRADATION_CAUSES.length);
  });
});
