// The package as a library: the parts of the controller, under the names that they have in its documentation.
export type { GuardedLines, Hal, HalListener, LineHandle, OutputInfo } from '../hal/hal.js';
export { QUALITY, QUALITY_NAMES, type Quality } from '../hal/quality.js';
export { type SampleLimits, SampleTable } from '../hal/samples.js';
export type { Command, CommandReply, CommandRequest } from './commands/command.js';
export {
  type AlarmRule,
  type BuiltInAlarm,
  type Config,
  ConfigError,
  type LoadOptions,
  loadConfig,
  type ParseResult,
  type Problem,
  parseConfig,
} from './config/index.js';
export type { AlarmChannel } from './control/alarms/definition.js';
export { type MonitorOptions, RealTimeMonitor } from './control/alarms/real-time-monitor.js';
export { RealTimeController } from './control/controller.js';
export type { ControllerStatus } from './control/controller-status.js';
export { type OptimizerOptions, RealTimeOptimizer } from './control/optimizer/real-time-optimizer.js';
export { type ControlPlan, controlPlan, type PlantEquipment } from './control/plan/plan.js';
export { PerformanceProfiler, type ProfilerOptions } from './control/profiler/performance-profiler.js';
export { type FrameLayout, frameLayout } from './control/records/frame.js';
export {
  type ErrorContext,
  ErrorRecoverySystem,
  type RecoverySink,
  type RegisterOptions,
} from './control/recovery/error-recovery-system.js';
export { type RecoveryCounts, successRate } from './control/recovery/recovery-figures.js';
export type { RecoveryRequest } from './control/recovery/request.js';
export type {
  RecoveryContext,
  RecoveryStrategy,
  StrategyFunction,
} from './control/recovery/strategy.js';
export {
  NumericalStabilityMonitor,
  type StabilityOptions,
} from './control/stability/numerical-stability-monitor.js';
export type { ControllerMemory } from './control/state/create-state.js';
export { ProcessImage, type UsableChannel } from './control/state/image.js';
export { CLOCK, CONDITIONS, type Condition, type TickInput, type TickOutput } from './control/tick.js';
export { AdaptiveTimestepper, type TimestepperOptions } from './control/twin/adaptive-timestepper.js';
export { DigitalTwin, type TwinOptions } from './control/twin/digital-twin.js';
export type { ValuesDocument } from './report/telemetry.js';
export {
  DataStreamManager,
  DataStreamOptimizer,
  type DropCause,
  type StreamCallback,
  type StreamOptimizerOptions,
  type StreamOptimizerReport,
  type StreamOptions,
  type StreamRate,
  type SubscriberOptions,
  type SubscriberReport,
} from './streams/index.js';
export type { AlarmLevel, Alert, ControlEvent, EventType, Trip } from './vocabulary/events.js';
export { MODES, type Mode, PHASES, type Phase, PLANT_STATES, type PlantState } from './vocabulary/words.js';
