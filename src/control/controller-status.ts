// The controller's status for programs that use it as a library, with the same facts as the published documents.

import type { Trip } from '../vocabulary/events.js';
import type { DegradationCause, Mode, PlantState, ValidationDepth } from '../vocabulary/words.js';
import type { ControlState } from './state/control-state.js';

/** Plain data, as of the last tick. */
export interface ControllerStatus {
  readonly plant: PlantState;
  /** Why the plant is tripped; null in every other state. */
  readonly trip: Trip | null;
  readonly mode: Mode;
  readonly degradation: { readonly step: number; readonly cause: DegradationCause | null };
  readonly validation: ValidationDepth;
  /** Hz; 0 when none is sent. */
  readonly telemetryHz: number;
  /** Control ticks since the start. */
  readonly loop: {
    readonly rateHz: number;
    readonly ticks: number;
    readonly missed: number;
    readonly late: number;
  };
  /** 0..1, and violations since the start. */
  readonly stability: { readonly score: number; readonly violations: number };
  readonly alarms: { readonly active: number; readonly unacknowledged: number };
  /** Attempts since the start. */
  readonly recovery: { readonly attempts: number; readonly succeeded: number };
  /** Critical channels that are not measured. */
  readonly missingChannels: readonly string[];
  /** 0..1 of the rated torque. */
  readonly loadSetpoint: number;
}

export function controllerStatus(state: Readonly<ControlState>): ControllerStatus {
  const { plant, optimizer, rate, stability, recovery } = state;
  const { active, unacknowledged } = state.alarms.figures();
  return {
    plant: plant.state,
    trip: plant.trip,
    mode: state.mode,
    degradation: { step: state.degradation, cause: state.degradation === 0 ? null : optimizer.ladder.cause },
    validation: state.validation,
    telemetryHz: state.streams.telemetryHz,
    loop: { rateHz: rate.rateHz(), ticks: state.ticks, missed: state.missed, late: state.late },
    stability: { score: stability.score, violations: stability.violations },
    alarms: { active, unacknowledged },
    recovery: {
      attempts: recovery.total.attempts,
      succeeded: recovery.total.succeeded,
    },
    missingChannels: state.interlocks.missing(state.image),
    loadSetpoint: state.loadSetpoint,
  };
}
