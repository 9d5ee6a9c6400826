// The optimizer's part of the health document: its choice, and the reason as a sentence.
import type { Health } from '../control/records/health.js';
import type { DegradationCause, OptimizerStanding } from '../vocabulary/words.js';
import { figure } from './rounding.js';

const CAUSES: Readonly<Record<DegradationCause, string>> = {
  missed_ticks: 'control ticks were missed',
  compute_budget: 'control ticks took more than their budget',
  stability: 'a stability limit was violated',
  recovery: 'a recovery failed',
};

const REASONS: Readonly<Record<OptimizerStanding, (because: string) => string>> = {
  frozen: () => 'optimizer.adaptive is false: everything runs as the mode requires',
  relaxed: () => 'there is enough time for all work: everything runs as the mode requires',
  pressed: (because) => `${because}; the load is still too high for a better step`,
  waiting: (because) =>
    `${because}; the load is low enough again, and a better step is tried if it stays low`,
  trial: () => 'the load was low for long enough: a better step is being tried',
};

export function optimizerFigures({ optimizer, telemetryHz }: Pick<Health, 'optimizer' | 'telemetryHz'>) {
  const { step, cause, validation, runsTwin, standing } = optimizer;
  return {
    step: figure(step),
    cause,
    validation,
    twin: runsTwin ? 'running' : 'resting',
    telemetryHz: figure(telemetryHz),
    reason: REASONS[standing](cause === null ? 'the load was too high' : CAUSES[cause]),
  } as const;
}
