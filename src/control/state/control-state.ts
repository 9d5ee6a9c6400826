// Everything the control core remembers from tick to tick.

import type { Alert, TripCause } from '../../vocabulary/events.js';
import type { Mode, ValidationDepth } from '../../vocabulary/words.js';
import type { AlarmHandle, BuiltInHandles } from '../alarms/handles.js';
import type { RealTimeMonitor } from '../alarms/real-time-monitor.js';
import type { EfficiencyWindow } from '../derived/efficiency.js';
import type { EfficiencyWait } from '../derived/efficiency-wait.js';
import type { MissWindow } from '../derived/miss-window.js';
import type { RateWindow } from '../derived/rate.js';
import type { SlopeWindow } from '../derived/slope.js';
import type { LoadOptimizer } from '../optimizer/load-search/load-optimizer.js';
import type { RealTimeOptimizer } from '../optimizer/real-time-optimizer.js';
import type { ControlPlan } from '../plan/plan.js';
import type { ChainMotion } from '../plant/chain-motion.js';
import type { Interlocks } from '../plant/interlocks.js';
import type { OutputFeedback } from '../plant/output-feedback.js';
import type { PlantMachine } from '../plant/plant-machine.js';
import type { PlantProgress } from '../plant/plant-progress.js';
import type { SoftStart } from '../plant/soft-start.js';
import type { PerformanceProfiler } from '../profiler/performance-profiler.js';
import type { ErrorRecoverySystem } from '../recovery/error-recovery-system.js';
import type { TroubleWatch } from '../recovery/trouble-watch.js';
import type { NumericalStabilityMonitor } from '../stability/numerical-stability-monitor.js';
import type { Streams } from '../streams/streams.js';
import type { DigitalTwin } from '../twin/digital-twin.js';
import type { TwinHolds } from '../twin/holds.js';
import type { ProcessImage } from './image.js';
import type { WatchedState } from './watched-state.js';

/** The drive of the plant, independent of its outputs. */
export interface Drive {
  /** The brake is released. */
  released: boolean;
  /** The generator is connected. */
  connected: boolean;
  /** 0..1 of the rated torque. */
  load: number;
  /** Alternates from control tick to control tick. */
  heartbeat: boolean;
}

/** Only the phases of the scan read and change this. */
export interface ControlState {
  plan: ControlPlan;
  readonly image: ProcessImage;
  readonly profiler: PerformanceProfiler;

  readonly rate: RateWindow;
  readonly velocitySlope: SlopeWindow;
  readonly efficiency: EfficiencyWindow;
  readonly efficiencyWait: EfficiencyWait;
  readonly twin: DigitalTwin;
  readonly holds: TwinHolds;
  readonly stability: NumericalStabilityMonitor;
  readonly alarms: RealTimeMonitor;
  /** The alerts of this tick; emptied on the next. */
  readonly changedAlerts: Alert[];
  readonly builtIns: BuiltInHandles;
  /** The alarms of CONDITIONS, in their order. */
  readonly outsideAlarms: readonly AlarmHandle[];
  /** The input of the conditions of built-in alarms; filled on each control tick. */
  readonly watched: WatchedState;
  readonly recovery: ErrorRecoverySystem;
  readonly troubles: TroubleWatch;
  readonly optimizer: RealTimeOptimizer;
  readonly loadOptimizer: LoadOptimizer;
  /** Missed control ticks, while the ladder cannot leave out more work. */
  misses: MissWindow;
  readonly interlocks: Interlocks;
  readonly feedback: OutputFeedback;
  readonly plant: PlantMachine;
  readonly softStart: SoftStart;
  readonly motion: ChainMotion;
  readonly progress: PlantProgress;
  readonly streams: Streams;

  mode: Mode;
  validation: ValidationDepth;
  /** Step of the degradation ladder, 0..5; 5 is a trip. */
  degradation: number;
  /** 0..1 of the rated torque. */
  loadSetpoint: number;
  /** The share of the setpoint that the soft start lets through, 0..1. */
  loadShare: number;
  /** The drive since the last control tick. */
  readonly drive: Drive;
  autoStartPending: boolean;
  /** Silence before this time, monotonic seconds, was a stall of the process, not a fault of a sensor. */
  silenceCountsFromS: number;
  /** 1 for each sensor that had a reason for an alarm on the last control tick. */
  readonly sensorTrouble: Uint8Array;
  /** The present cause for a trip, whether or not the plant is tripped. */
  tripCause: TripCause | null;

  /** The clock and the control ticks at the tick that the next health is of. */
  readonly healthClock: Float64Array;
  healthTicks: number;

  /** Control ticks since the start: that ran, that were skipped, that began more than 1 ms late. */
  ticks: number;
  missed: number;
  late: number;
}
