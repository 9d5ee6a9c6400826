// publish: writes down what this tick tells the outside, as records that the reporting threads read.

import { FRAME } from '../records/frame.js';
import { DISTRIBUTION, HEALTH, RECOVERY } from '../records/health-record.js';
import type { RecoveryCounts } from '../recovery/recovery-figures.js';
import type { ControlState } from '../state/control-state.js';
import { CLOCK, type TickInput, type TickOutput } from '../tick.js';
import {
  BREAKER_STATES,
  DEGRADATION_CAUSES,
  LOAD_OBJECTIVES,
  LOAD_REASONS,
  LOAD_SEARCH_STATES,
  MODES,
  OPTIMIZER_STANDINGS,
  PHASES,
  PLANT_STATES,
  RECOVERY_STRATEGIES,
  RECOVERY_TYPES,
  VALIDATION_DEPTHS,
} from '../vocabulary.js';

export function publish(state: ControlState, input: TickInput, output: TickOutput): void {
  const { streams } = state;
  streams.advance(input.tick, input.isControlTick);
  writeFrame(state, input, output);
  output.healthDue = streams.healthDue;
  if (streams.healthDue) {
    writeHealth(state, state.healthClock, output.health);
    output.health[HEALTH.ticks] = state.healthTicks;
  }
  if (streams.healthTaken) {
    state.healthClock.set(input.clock);
    state.healthTicks = state.ticks;
  }
}

function writeFrame(state: ControlState, input: TickInput, output: TickOutput): void {
  const { image, streams, plan } = state;
  const { frame, setpoints } = output;
  const { layout } = plan;
  frame[FRAME.tick] = input.tick;
  frame[FRAME.ts] = input.clock[CLOCK.wallMs]!;
  frame[FRAME.telemetrySeq] = streams.telemetryDue ? streams.telemetrySeq : 0;
  frame[FRAME.prioritySeq] = streams.priorityDue ? streams.prioritySeq : 0;
  frame[FRAME.mode] = MODES.indexOf(state.mode);
  frame[FRAME.degradation] = state.degradation;
  frame[FRAME.plant] = PLANT_STATES.indexOf(state.plant.state);
  const n = layout.channels.length;
  for (let i = 0; i < n; i++) {
    frame[layout.values + i] = image.reported(i);
    frame[layout.qualities + i] = image.qualityOf(i);
  }
  for (let i = 0; i < setpoints.length; i++) frame[layout.setpoints + i] = setpoints[i]!;
}

/** Fills the part of the health record that the core knows; the HAL's counters and the causes of late ticks are the runtime's. */
export function writeHealth(state: ControlState, clock: Float64Array, record: Float64Array): void {
  const { stability, twin, profiler } = state;
  const alarms = state.alarms.figures();
  record[HEALTH.ts] = clock[CLOCK.wallMs]!;
  record[HEALTH.uptimeS] = clock[CLOCK.nowS]!;
  record[HEALTH.mode] = MODES.indexOf(state.mode);
  record[HEALTH.degradation] = state.degradation;
  record[HEALTH.plant] = PLANT_STATES.indexOf(state.plant.state);
  record[HEALTH.rateHz] = state.rate.rateHz();
  record[HEALTH.ticks] = state.ticks;
  record[HEALTH.missed] = state.missed;
  record[HEALTH.late] = state.late;
  record[HEALTH.telemetryHz] = state.streams.telemetryHz;
  record[HEALTH.alarmsActive] = alarms.active;
  record[HEALTH.alarmsUnacknowledged] = alarms.unacknowledged;
  record[HEALTH.alarmsPerTenMinutes] = alarms.perTenMinutes;
  record[HEALTH.alarmsStanding] = alarms.standing;
  record[HEALTH.stabilityScore] = stability.score;
  record[HEALTH.stabilityViolations] = stability.violations;
  record[HEALTH.twinTimestepS] = twin.timestepS;
  record[HEALTH.twinReason] = twin.reason;
  record[HEALTH.twinError] = twin.error;
  writeOptimizer(state, clock, record);
  writeLoadSearch(state, record);
  writeRecovery(state, record);
  profiler.writeLateness(record, HEALTH.lateness);
  profiler.writeCompute(record, HEALTH.compute);
  for (let phase = 0; phase < PHASES.length; phase++) {
    profiler.writePhase(phase, record, HEALTH.phases + phase * DISTRIBUTION.length);
  }
}

function writeOptimizer({ optimizer }: ControlState, clock: Float64Array, record: Float64Array): void {
  const { step, cause } = optimizer.ladder;
  record[HEALTH.optimizerStep] = step;
  record[HEALTH.optimizerCause] = step === 0 || cause === null ? 0 : 1 + DEGRADATION_CAUSES.indexOf(cause);
  record[HEALTH.optimizerValidation] = VALIDATION_DEPTHS.indexOf(optimizer.validation);
  record[HEALTH.optimizerRunsTwin] = optimizer.runsTwin ? 1 : 0;
  record[HEALTH.optimizerStanding] = OPTIMIZER_STANDINGS.indexOf(optimizer.standing(clock[CLOCK.nowS]!));
}

function writeLoadSearch({ loadOptimizer, loadSetpoint }: ControlState, record: Float64Array): void {
  record[HEALTH.loadObjective] = LOAD_OBJECTIVES.indexOf(loadOptimizer.objective);
  record[HEALTH.loadState] = LOAD_SEARCH_STATES.indexOf(loadOptimizer.state);
  record[HEALTH.loadReason] = LOAD_REASONS.indexOf(loadOptimizer.reason);
  record[HEALTH.loadSetpoint] = loadSetpoint;
  record[HEALTH.loadBest] = loadOptimizer.best;
  record[HEALTH.loadBestValue] = loadOptimizer.bestValue;
}

function writeRecovery({ recovery }: ControlState, record: Float64Array): void {
  for (let i = 0; i < RECOVERY_TYPES.length; i++) {
    const at = HEALTH.recoveries + i * RECOVERY.length;
    writeCounts(recovery.typeCounts[i]!, record, at);
    record[at + RECOVERY.breaker] = BREAKER_STATES.indexOf(recovery.breakerOf(RECOVERY_TYPES[i]!));
  }
  for (let i = 0; i < RECOVERY_STRATEGIES.length; i++) {
    const at = HEALTH.strategies + i * RECOVERY.length;
    writeCounts(recovery.strategyCounts[i]!, record, at);
  }
}

function writeCounts(counts: RecoveryCounts, record: Float64Array, at: number): void {
  record[at + RECOVERY.attempts] = counts.attempts;
  record[at + RECOVERY.succeeded] = counts.succeeded;
  record[at + RECOVERY.failed] = counts.failed;
  record[at + RECOVERY.escalated] = counts.escalated;
}
