// The recovery's part of the health document: attempts, their results, and the rate of success.
import type { AttemptFigures, Health } from '../control/records/health.js';
import { figure } from './rounding.js';

/** `attempts` = succeeded + failed + open. `rate` = succeeded / (succeeded + failed); null before the first result. */
export interface RecoveryCountsFigures {
  readonly attempts: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly open: number;
  readonly escalated: number;
  readonly rate: number | null;
}

export function recoveryFigures({ byType, strategies }: Health['recovery']) {
  const types = mapped(byType, (figures) => ({ ...counts(figures), breaker: figures.breaker }));
  return { ...sumOf(Object.values(types)), byType: types, strategies: mapped(strategies, counts) };
}

function counts({ attempts, succeeded, failed, escalated }: AttemptFigures): RecoveryCountsFigures {
  return withRate(figure(attempts), figure(succeeded), figure(failed), figure(escalated));
}

function sumOf(all: readonly RecoveryCountsFigures[]): RecoveryCountsFigures {
  const sum = (field: 'attempts' | 'succeeded' | 'failed' | 'escalated') =>
    figure(all.reduce((total, one) => total + one[field], 0));
  return withRate(sum('attempts'), sum('succeeded'), sum('failed'), sum('escalated'));
}

function withRate(
  attempts: number,
  succeeded: number,
  failed: number,
  escalated: number,
): RecoveryCountsFigures {
  const judged = succeeded + failed;
  const rate = judged === 0 ? null : figure(Math.round((succeeded / judged) * 1000) / 1000);
  return { attempts, succeeded, failed, open: figure(attempts - judged), escalated, rate };
}

function mapped<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
