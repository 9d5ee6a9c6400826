// A health record of an idle control thread, for tests of the code that uses it.
import type { DurationFigures, Health } from '../../src/control/records/health.js';
import type { CommsHealth } from '../../src/report/health.js';
import { PHASES, type Phase } from '../../src/vocabulary/words.js';

const NEVER: DurationFigures = { count: 0, p50: 0, p99: 0, p999: 0, max: 0 };

export function durationFigures(figures: Partial<DurationFigures> = {}): DurationFigures {
  return { ...NEVER, ...figures };
}

export function phaseFigures(
  figures: Partial<Record<Phase, Partial<DurationFigures>>> = {},
): Health['phases'] {
  const phases = PHASES.map((phase) => [phase, durationFigures(figures[phase])] as const);
  return Object.fromEntries(phases) as Record<Phase, DurationFigures>;
}

/** A comms thread that is connected and has lost nothing. */
export const COMMS_HEALTH: CommsHealth = {
  connected: true,
  protocol: 5,
  ringDropped: 0,
  outbox: 0,
  outboxOldest: null,
  outboxFrames: 0,
  outboxFramesOldest: null,
  framesLost: 0,
  refused: 0,
  liveDropped: 0,
  commandsUnanswered: 0,
  minutesLost: 0,
  historyLost: 0,
  handOver: { healths: 0, events: 0 },
};

export function someHealth(parts: Partial<Health> = {}): Health {
  return {
    ts: 0,
    uptimeS: 0,
    mode: 'balanced',
    degradation: 0,
    plant: 'standby',
    telemetryHz: 10,
    loop: { rateHz: 15, ticks: 0, missed: 0, late: 0, lateness: NEVER, compute: NEVER },
    phases: phaseFigures(),
    alarms: { active: 0, unacknowledged: 0, perTenMinutes: 0, standing: 0 },
    stability: { score: 1, violations: 0 },
    twin: { timestepS: 0.1, reason: 'error', error: 0 },
    optimizer: { step: 0, cause: null, validation: 'normal', runsTwin: true, standing: 'relaxed' },
    load: {
      objective: 'off',
      state: 'off',
      reason: 'off',
      setpoint: 0,
      best: Number.NaN,
      bestValue: Number.NaN,
    },
    recovery: { byType: {}, strategies: {} },
    lateCauses: { gc: 0, phase: 0, blocked: 0, os: 0 },
    remarks: {},
    counters: {},
    eventsWaiting: 0,
    wallJumps: 0,
    ...parts,
  };
}
