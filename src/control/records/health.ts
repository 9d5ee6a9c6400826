// The health object: the control thread's figures about itself, once a second, as plain data that can be posted to another thread.

import type {
  DegradationCause,
  LateCause,
  LoadObjective,
  LoadReason,
  LoadSearchState,
  Mode,
  OptimizerStanding,
  Phase,
  PlantState,
  TwinReason,
  ValidationDepth,
} from '../../vocabulary/words.js';
import type { BreakerState } from '../recovery/circuit-breaker.js';

/** A duration in microseconds: percentiles over the last minute, count and maximum since the start. */
export interface DurationFigures {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Attempts of the recovery since the start. Those that are neither in `succeeded` nor in `failed` wait for their verdict. */
export interface AttemptFigures {
  readonly attempts: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Troubles that no strategy helped against. */
  readonly escalated: number;
}

/** The control core's part of the health. Counts are since the start of the program. */
export interface ControlHealth {
  /** Wall time of the control tick that the figures are of, milliseconds since the epoch. */
  readonly ts: number;
  /** Monotonic time of the same tick since the start, seconds. */
  readonly uptimeS: number;
  readonly mode: Mode;
  /** Step of the degradation ladder, 0..5. */
  readonly degradation: number;
  readonly plant: PlantState;
  readonly telemetryHz: number;
  readonly loop: {
    readonly rateHz: number;
    /** Control ticks that ran, up to the tick of `ts`; that were skipped; that began more than 1 ms late. */
    readonly ticks: number;
    readonly missed: number;
    readonly late: number;
    readonly lateness: DurationFigures;
    readonly compute: DurationFigures;
  };
  readonly phases: Readonly<Record<Phase, DurationFigures>>;
  readonly alarms: {
    readonly active: number;
    readonly unacknowledged: number;
    readonly perTenMinutes: number;
    readonly standing: number;
  };
  /** The score is 0..1. */
  readonly stability: { readonly score: number; readonly violations: number };
  readonly twin: { readonly timestepS: number; readonly reason: TwinReason; readonly error: number };
  readonly optimizer: {
    readonly step: number;
    /** Null on step 0. */
    readonly cause: DegradationCause | null;
    readonly validation: ValidationDepth;
    readonly runsTwin: boolean;
    readonly standing: OptimizerStanding;
  };
  readonly load: {
    readonly objective: LoadObjective;
    readonly state: LoadSearchState;
    readonly reason: LoadReason;
    /** 0..1 of the rated torque. */
    readonly setpoint: number;
    /** The best load known, and the objective there in W or as a ratio; NaN before there is one. */
    readonly best: number;
    readonly bestValue: number;
  };
  readonly recovery: {
    /** By type of trouble. */
    readonly byType: Readonly<Record<string, AttemptFigures & { readonly breaker: BreakerState }>>;
    /** By name of the strategy. */
    readonly strategies: Readonly<Record<string, AttemptFigures>>;
  };
}

/** The core's health with the counters of threads and hardware around the core. */
export interface Health extends ControlHealth {
  readonly lateCauses: Readonly<Record<LateCause, number>>;
  /** The HAL's counters by their full name: `serial.chain.checksum`. */
  readonly counters: Readonly<Record<string, number>>;
  /** What else is known about the HAL's sources, by full name: `serial.chain.last`. Null when it is not known. */
  readonly remarks: Readonly<Record<string, string | number | null>>;
  /** Events that are not on disk yet. */
  readonly eventsWaiting: number;
  /** How often the wall clock was set. */
  readonly wallJumps: number;
}
