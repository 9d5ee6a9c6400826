// The optimizer's part of the health document: what it chose, and why in a sentence.
import { HEALTH } from '../control/records/health-record.js';
import {
  DEGRADATION_CAUSES,
  type DegradationCause,
  OPTIMIZER_STANDINGS,
  type OptimizerStanding,
  VALIDATION_DEPTHS,
} from '../control/vocabulary.js';
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

/** @param record laid out as {@link HEALTH} */
export function optimizerFigures(record: Float64Array) {
  const at = (index: number) => figure(record[index]);
  const cause = DEGRADATION_CAUSES[at(HEALTH.optimizerCause) - 1] ?? null;
  const standing = OPTIMIZER_STANDINGS[at(HEALTH.optimizerStanding)] ?? OPTIMIZER_STANDINGS[0];
  return {
    step: at(HEALTH.optimizerStep),
    cause,
    validation: VALIDATION_DEPTHS[at(HEALTH.optimizerValidation)] ?? VALIDATION_DEPTHS[0],
    twin: at(HEALTH.optimizerRunsTwin) === 1 ? 'running' : 'resting',
    telemetryHz: at(HEALTH.telemetryHz),
    reason: REASONS[standing](cause === null ? 'the load was too high' : CAUSES[cause]),
  } as const;
}
