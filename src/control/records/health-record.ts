// The health record: the once-a-second figures of the control thread, as a flat record of numbers.
import { LATE_CAUSES, PHASES, RECOVERY_STRATEGIES, RECOVERY_TYPES } from '../vocabulary.js';

/** The figures of a distribution over the last minute, in microseconds; `max` and `count` since the start. */
export const DISTRIBUTION = { count: 0, p50: 1, p99: 2, p999: 3, max: 4, length: 5 } as const;

/** What a recovery's attempts came to, and where the breaker of their cause stands (an index into BREAKER_STATES). */
export const RECOVERY = {
  attempts: 0,
  succeeded: 1,
  failed: 2,
  escalated: 3,
  breaker: 4,
  length: 5,
} as const;

const SCALARS = [
  'ts',
  'uptimeS',
  'mode',
  'degradation',
  'plant',
  'rateHz',
  'ticks',
  'missed',
  'late',
  'telemetryHz',
  'alarmsActive',
  'alarmsUnacknowledged',
  'alarmsPerTenMinutes',
  'alarmsStanding',
  'stabilityScore',
  'stabilityViolations',
  'twinTimestepS',
  /** Index into TWIN_REASONS. */
  'twinReason',
  'twinError',
  'eventsWaiting',
  'wallJumps',
  'optimizerStep',
  /** 1 + index into DEGRADATION_CAUSES; 0 on step 0, which has none. */
  'optimizerCause',
  /** Index into VALIDATION_DEPTHS. */
  'optimizerValidation',
  /** 1 or 0. */
  'optimizerRunsTwin',
  /** Index into OPTIMIZER_STANDINGS. */
  'optimizerStanding',
  /** Index into LOAD_OBJECTIVES. */
  'loadObjective',
  /** Index into LOAD_SEARCH_STATES. */
  'loadState',
  /** Index into LOAD_REASONS. */
  'loadReason',
  'loadSetpoint',
  /** NaN before there is one, as the next. */
  'loadBest',
  'loadBestValue',
] as const;

export type HealthScalar = (typeof SCALARS)[number];

const at = Object.fromEntries(SCALARS.map((name, i) => [name, i])) as Record<HealthScalar, number>;
const lateness = SCALARS.length;
const compute = lateness + DISTRIBUTION.length;
const phases = compute + DISTRIBUTION.length;
const lateCauses = phases + PHASES.length * DISTRIBUTION.length;
const recoveries = lateCauses + LATE_CAUSES.length;
const strategies = recoveries + RECOVERY_TYPES.length * RECOVERY.length;

/** Position of each part. The HAL's counters follow at `counters`, one number each, named by the HAL. */
export const HEALTH = {
  ...at,
  lateness,
  compute,
  /** A distribution for each of PHASES. */
  phases,
  /** A count for each of LATE_CAUSES. */
  lateCauses,
  /** The figures of RECOVERY for each of RECOVERY_TYPES. */
  recoveries,
  /** The same for each of RECOVERY_STRATEGIES, which have no breakers. */
  strategies,
  counters: strategies + RECOVERY_STRATEGIES.length * RECOVERY.length,
} as const;
