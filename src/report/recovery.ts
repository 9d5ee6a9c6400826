// The recovery's part of the health document: what was tried, what became of it, and how often it helped.
import { HEALTH, RECOVERY } from '../control/records/health-record.js';
import { BREAKER_STATES, RECOVERY_STRATEGIES, RECOVERY_TYPES } from '../control/vocabulary.js';
import { figure } from './rounding.js';

/** Attempts are succeeded + failed + open; the rate is that of the judged ones, null before there is one. */
export interface RecoveryCountsFigures {
  readonly attempts: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly open: number;
  readonly escalated: number;
  readonly rate: number | null;
}

/** @param record laid out as {@link HEALTH} */
export function recoveryFigures(record: Float64Array) {
  const byType = named(RECOVERY_TYPES, (i) => {
    const at = HEALTH.recoveries + i * RECOVERY.length;
    const breaker = BREAKER_STATES[figure(record[at + RECOVERY.breaker])] ?? BREAKER_STATES[0];
    return { ...counts(record, at), breaker };
  });
  const strategies = named(RECOVERY_STRATEGIES, (i) =>
    counts(record, HEALTH.strategies + i * RECOVERY.length),
  );
  return { ...sumOf(Object.values(byType)), byType, strategies };
}

function counts(record: Float64Array, at: number): RecoveryCountsFigures {
  const of = (field: number) => figure(record[at + field]);
  const [attempts, succeeded, failed] = [of(RECOVERY.attempts), of(RECOVERY.succeeded), of(RECOVERY.failed)];
  return withRate(attempts, succeeded, failed, of(RECOVERY.escalated));
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

function named<K extends string, V>(names: readonly K[], value: (index: number) => V): Record<K, V> {
  return Object.fromEntries(names.map((name, i) => [name, value(i)])) as Record<K, V>;
}
