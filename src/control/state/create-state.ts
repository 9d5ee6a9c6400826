// Puts the parts of the control core together for one plan.
import { builtInOf, definitionOf, SINGLE_ALARMS } from '../../catalogue/alarm-ids.js';
import type { BuiltInAlarm } from '../../config/alarms.js';
import type { Alert, Trip } from '../../vocabulary/events.js';
import type { AlarmChannel } from '../alarms/definition.js';
import { builtInHandles } from '../alarms/handles.js';
import { RealTimeMonitor } from '../alarms/real-time-monitor.js';
import { chainLengthM } from '../derived/chain-length.js';
import { EfficiencyWindow } from '../derived/efficiency.js';
import { EfficiencyWait } from '../derived/efficiency-wait.js';
import { MissWindow } from '../derived/miss-window.js';
import { RateWindow } from '../derived/rate.js';
import { SlopeWindow } from '../derived/slope.js';
import { ACCELERATION_SPAN_S, EFFICIENCY_SPAN_S } from '../derived/spans.js';
import { STEP } from '../optimizer/degradation-ladder.js';
import { LoadOptimizer } from '../optimizer/load-search/load-optimizer.js';
import { optimizerSettings, RealTimeOptimizer } from '../optimizer/real-time-optimizer.js';
import type { ControlPlan } from '../plan/plan.js';
import { ChainMotion } from '../plant/chain-motion.js';
import { Interlocks } from '../plant/interlocks.js';
import { OutputFeedback } from '../plant/output-feedback.js';
import { PlantMachine } from '../plant/plant-machine.js';
import { PlantProgress } from '../plant/plant-progress.js';
import { SoftStart } from '../plant/soft-start.js';
import type { PerformanceProfiler } from '../profiler/performance-profiler.js';
import { ErrorRecoverySystem } from '../recovery/error-recovery-system.js';
import { SourceWatch } from '../recovery/source-watch.js';
import { TroubleWatch } from '../recovery/trouble-watch.js';
import { NumericalStabilityMonitor } from '../stability/numerical-stability-monitor.js';
import { Streams } from '../streams/streams.js';
import { CLOCK, CONDITIONS } from '../tick.js';
import { DigitalTwin } from '../twin/digital-twin.js';
import { TwinHolds } from '../twin/holds.js';
import { holdTimes } from '../twin/settings.js';
import type { ControlState } from './control-state.js';
import { ProcessImage } from './image.js';
import { WatchedState } from './watched-state.js';

/** What the core knows of earlier runs. */
export interface ControllerMemory {
  /** The event log's identity, from which occurrences get their ids. */
  readonly log: string;
  /** The last alert of every alarm that ever fired. */
  readonly alarms: readonly Alert[];
  /** The plant begins tripped because of this; null for standby. */
  readonly trip: Trip | null;
}

export function createControlState(
  plan: ControlPlan,
  profiler: PerformanceProfiler,
  memory: ControllerMemory,
): ControlState {
  const { config } = plan;
  const image = new ProcessImage(plan.layout.channels);
  const alarms = createMonitor(plan, memory);
  const sensors = plan.layout.channels.slice(0, plan.sensorCount);
  const feedback = new OutputFeedback(plan.outputs);
  const withFeedback = feedback.watched.map((i) => plan.outputs[i]!.name);
  const builtIns = builtInHandles((id) => alarms.handleOf(id), sensors, withFeedback);
  const plant = new PlantMachine();
  const motion = new ChainMotion(plan);
  if (memory.trip !== null) plant.tripBecauseOf(memory.trip, 0);
  const optimizer = new RealTimeOptimizer(
    { ...optimizerSettings(config), periodS: plan.periodS },
    config.control.mode,
  );
  const twin = createTwin(plan, image);
  const sources = new SourceWatch(sensors, plan.sourcesOf);
  const recovery = new ErrorRecoverySystem({ image, sources, twin });
  return {
    plan,
    image,
    profiler,
    rate: new RateWindow(),
    velocitySlope: new SlopeWindow(ACCELERATION_SPAN_S),
    efficiency: new EfficiencyWindow(EFFICIENCY_SPAN_S, plan.periodS, config.plant.compressorPower),
    efficiencyWait: new EfficiencyWait(chainLengthM(config.plant)),
    twin,
    holds: new TwinHolds(image, holdTimes(config)),
    stability: new NumericalStabilityMonitor(image, {
      limits: config.limits,
      rateHz: config.control.rateHz,
      sensors,
      parameters: config.plant,
      secondOpinion: twin.diagnosis,
    }),
    alarms,
    changedAlerts: [],
    builtIns,
    outsideAlarms: CONDITIONS.map((condition) => builtIns[condition]),
    watched: new WatchedState(image, config.plant),
    recovery,
    troubles: new TroubleWatch(recovery, sources),
    optimizer,
    loadOptimizer: new LoadOptimizer(plan, image, { monitor: alarms, builtIns, twin }),
    misses: new MissWindow(Math.round(config.interlocks.deadlineMisses.within * config.control.rateHz)),
    interlocks: new Interlocks(plan, feedback),
    feedback,
    plant,
    motion,
    progress: new PlantProgress(plan, motion),
    softStart: new SoftStart(config.control.softStart),
    streams: new Streams(optimizer.telemetryHz),
    mode: config.control.mode,
    validation: optimizer.validation,
    degradation: 0,
    loadSetpoint: config.control.load,
    loadShare: 0,
    drive: { released: false, connected: false, load: 0, heartbeat: false },
    autoStartPending: config.control.autoStart && memory.trip === null,
    silenceCountsFromS: Number.NEGATIVE_INFINITY,
    // So that the first tick judges every sensor.
    sensorTrouble: new Uint8Array(plan.sensorCount).fill(1),
    tripCause: null,
    healthClock: new Float64Array(CLOCK.length),
    healthTicks: 0,
    ticks: 0,
    missed: 0,
    late: 0,
  };
}

function createMonitor(plan: ControlPlan, memory: ControllerMemory): RealTimeMonitor {
  const { rules, builtIn } = plan.config.alerts;
  return new RealTimeMonitor({
    log: memory.log,
    rules,
    builtIns: Object.values(builtIn).filter((alarm) => concernsPlan(alarm, plan)),
    channels: plan.channels satisfies readonly AlarmChannel[],
    remembered: memory.alarms,
    dependencies: dependenciesOf(plan),
    suppressedFromStep: suppressedFromStep(plan),
    slowChannel: 'derived.efficiency',
  });
}

/** Leaves out the alarms of sensors and outputs that this plant does not have, and of figures that the computer does not have. */
function concernsPlan({ id }: BuiltInAlarm, { host, layout, sensorCount, outputs }: ControlPlan): boolean {
  const { definition, channel = null, output = null } = builtInOf(id) ?? {};
  if (definition?.figure === 'any') return host.length > 0;
  if (output !== null) return outputs.some(({ name, hasFeedback }) => name === output && hasFeedback);
  return (
    channel === null || host.includes(channel) || layout.channels.slice(0, sensorCount).includes(channel)
  );
}

/** The inputs of computed channels: the loss of a sensor suppresses the alarms on what is computed from it. */
function dependenciesOf(plan: ControlPlan): Record<string, readonly string[]> {
  return Object.fromEntries(plan.channels.map(({ name, from }) => [name, from] as const));
}

/** Channels and alarms that need the twin are not judged while it rests. */
function suppressedFromStep(plan: ControlPlan): Record<string, number> {
  const residuals = plan.channels.filter(({ origin }) => origin === 'twin').map(({ name }) => name);
  const alarms = SINGLE_ALARMS.filter((id) => definitionOf(id).needs === 'twin');
  return Object.fromEntries([...residuals, ...alarms].map((name) => [name, STEP.twinPaused] as const));
}

function createTwin({ config, periodS }: ControlPlan, image: ProcessImage): DigitalTwin {
  return new DigitalTwin(image, { ...config.twin, parameters: config.plant, periodS });
}
