// Builds the health object of the core from its state.

import { type Phase, TWIN_REASONS } from '../vocabulary/words.js';
import type { AttemptFigures, ControlHealth, DurationFigures } from './records/health.js';
import { RECOVERY_TYPES } from './recovery/policies.js';
import { STRATEGY_NAMES } from './recovery/recovery-books.js';
import type { RecoveryCounts } from './recovery/recovery-figures.js';
import type { ControlState } from './state/control-state.js';
import { CLOCK } from './tick.js';

/**
 * Changes nothing, so it may be called between any two steps. It allocates: meant for once a second, after the outputs are driven.
 *
 * @param clock laid out as {@link CLOCK}: the time that the figures are of
 * @param ticks control ticks up to that time
 */
export function controllerHealth(
  state: Readonly<ControlState>,
  clock: Float64Array,
  ticks: number,
): ControlHealth {
  const { profiler, stability, twin, loadOptimizer: search } = state;
  const { active, unacknowledged, perTenMinutes, standing } = state.alarms.figures();
  return {
    ts: clock[CLOCK.wallMs]!,
    uptimeS: clock[CLOCK.nowS]!,
    mode: state.mode,
    degradation: state.degradation,
    plant: state.plant.state,
    telemetryHz: state.streams.telemetryHz,
    loop: {
      rateHz: state.rate.rateHz(),
      ticks,
      missed: state.missed,
      late: state.late,
      lateness: profiler.latenessFigures(),
      compute: profiler.computeFigures(),
    },
    phases: profiler.phaseFigures() as Record<Phase, DurationFigures>,
    alarms: { active, unacknowledged, perTenMinutes, standing },
    stability: { score: stability.score, violations: stability.violations },
    twin: {
      timestepS: twin.timestepS,
      reason: TWIN_REASONS[twin.reason] ?? TWIN_REASONS[0],
      error: twin.error,
    },
    optimizer: optimizerHealth(state, clock),
    load: {
      objective: search.objective,
      state: search.state,
      reason: search.reason,
      setpoint: state.loadSetpoint,
      best: search.best,
      bestValue: search.bestValue,
    },
    recovery: recoveryHealth(state),
  };
}

function optimizerHealth({ optimizer }: ControlState, clock: Float64Array): ControlHealth['optimizer'] {
  const { step, cause } = optimizer.ladder;
  return {
    step,
    cause: step === 0 ? null : cause,
    validation: optimizer.validation,
    runsTwin: optimizer.runsTwin,
    standing: optimizer.standing(clock[CLOCK.nowS]!),
  };
}

function recoveryHealth({ recovery }: ControlState): ControlHealth['recovery'] {
  return {
    byType: byName(RECOVERY_TYPES, (type) => {
      const { attempts, succeeded, failed, escalated } = recovery.countsOf(type);
      return { attempts, succeeded, failed, escalated, breaker: recovery.breakerOf(type) };
    }),
    strategies: byName(STRATEGY_NAMES, (name) => attempts(recovery.countsOfStrategy(name))),
  };
}

/** Fills the record directly: a list of pairs in between would be as large as the record. */
function byName<Name extends string, T>(
  names: readonly Name[],
  figures: (name: Name) => T,
): Record<string, T> {
  const record: Record<string, T> = {};
  for (const name of names) record[name] = figures(name);
  return record;
}

function attempts({ attempts, succeeded, failed, escalated }: RecoveryCounts): AttemptFigures {
  return { attempts, succeeded, failed, escalated };
}
