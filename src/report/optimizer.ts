// The optimizer's part of the health document: what it chose, and why in a sentence.
import type { Health } from '../control/records/health.js';
import type { DegradationCause, OptimizerStanding } from '../control/vocabulary.js';
import { figure } from './rounding.js';

const CAUSES: Readonly<Record<DegradationCause, string>> = {
  missed_ticks: 'control ticks were missed',
  compute_budget: 'control ticks took more than their budget',
  stability: 'a stability limit was violated',
  recovery: 'something could not be recovered from',
};

const REASONS: Readonly<Record<OptimizerStanding, (because: string) => string>> = {
  frozen: () => 'optimizer.adaptive is false: everything runs as the mode asks',
  relaxed: () => 'nothing has to be left out: everything runs as the mode asks',
  pressed: (because) => `${because}; there is no room for a better step yet`,
  waiting: (because) => `${because}; there is room again, and a better step is tried when that has lasted`,
  trial: () => 'there was room for a better step for long enough: it is being tried',
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
