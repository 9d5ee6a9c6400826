// The controller: one scan of the plant after the other, each a pure function of what it is given.

import { PHASES, type Phase, type PlantState } from '../vocabulary/words.js';
import { applyCommands } from './commands/apply-commands.js';
import { controllerHealth } from './controller-health.js';
import { type ControllerStatus, controllerStatus } from './controller-status.js';
import { STEP } from './optimizer/degradation-ladder.js';
import { acquire } from './phases/acquire.js';
import { act } from './phases/act.js';
import { alarms } from './phases/alarms.js';
import { estimate, restTwin } from './phases/estimate.js';
import { endHolds } from './phases/hold.js';
import { interlock } from './phases/interlock.js';
import { optimise } from './phases/optimise.js';
import { publish } from './phases/publish.js';
import { recover } from './phases/recover.js';
import { stability } from './phases/stability.js';
import { validate } from './phases/validate.js';
import type { ControlPlan } from './plan/plan.js';
import {
  applyReconfiguration,
  prepareReconfiguration,
  type Reconfiguration,
  type ReconfigurationReport,
} from './plan/reconfiguration.js';
import type { PerformanceProfiler } from './profiler/performance-profiler.js';
import type { ControlHealth } from './records/health.js';
import type { ErrorRecoverySystem, RegisterOptions } from './recovery/error-recovery-system.js';
import type { RecoveryStrategy, StrategyFunction } from './recovery/strategy.js';
import type { ControlState } from './state/control-state.js';
import { type ControllerMemory, createControlState } from './state/create-state.js';
import { CLOCK, type TickInput, type TickOutput } from './tick.js';

/** Later than this a tick counts as late, seconds. */
const LATE_S = 0.001;

const PHASE = Object.fromEntries(PHASES.map((name, i) => [name, i])) as Record<
  (typeof PHASES)[number],
  number
>;

/**
 * Reads no clock, draws no random number, does no input or output: live runs, scenarios in virtual time and replays all
 * call the same `step` and get the same outputs for the same inputs, bit for bit. (The profiler reads a clock, but no
 * decision of the tick depends on it.)
 */
export class RealTimeController {
  private readonly state: ControlState;
  private readonly output: TickOutput;
  private reconfiguration: Reconfiguration | null = null;

  constructor(plan: ControlPlan, profiler: PerformanceProfiler, memory: ControllerMemory) {
    this.state = createControlState(plan, profiler, memory);
    this.output = {
      setpoints: Float64Array.from(plan.outputs, ({ safe }) => safe),
      frame: new Float64Array(plan.layout.length),
      healthDue: false,
      events: [],
      replies: [],
      requests: [],
    };
  }

  get plan(): ControlPlan {
    return this.state.plan;
  }

  /** The present troubles, the attempts against them, and their outcomes. */
  get recovery(): ErrorRecoverySystem {
    return this.state.recovery;
  }

  /** {@link ErrorRecoverySystem.registerStrategy}: between two steps, best before the first. */
  registerStrategy(
    type: string,
    strategy: RecoveryStrategy | StrategyFunction,
    options: RegisterOptions = {},
  ): void {
    this.state.recovery.registerStrategy(type, strategy, options);
  }

  get plantState(): PlantState {
    return this.state.plant.state;
  }

  /** The status as of the last tick. */
  status(): ControllerStatus {
    return controllerStatus(this.state);
  }

  /** For reports and test benches; the scan alone changes it. */
  get view(): Readonly<ControlState> {
    return this.state;
  }

  /** The health of the control tick for which it was prepared last. Allocates. */
  health(): ControlHealth {
    return controllerHealth(this.state, this.state.healthClock, this.state.healthTicks);
  }

  /** Reads what the next control tick will read, so that it is in the processor's caches. Changes and allocates nothing. */
  lookOver(): void {
    this.state.profiler.lookOver();
    this.state.alarms.figures();
  }

  /** Whether a phase is part of the scan on the present degradation step. */
  ran(phase: Phase): boolean {
    return phase !== 'estimate' || this.state.optimizer.runsTwin;
  }

  /**
   * Writes the load setpoint once, 0..1 of the rated torque, without an audit event: for test benches. A search on the
   * load continues from there.
   */
  writeLoadSetpoint(fraction: number): void {
    this.state.loadSetpoint = fraction;
    this.state.loadOptimizer.setpointWritten();
  }

  /**
   * Applies another configuration as a whole at the start of the next control tick. To be called between two ticks: the
   * costly work is done here. It replaces a configuration that was not applied yet.
   *
   * @param plan of the same channels, outputs and rate as the present one
   * @throws RangeError when a rule makes no sense; nothing has changed then
   */
  reconfigure(plan: ControlPlan, report: ReconfigurationReport): void {
    this.reconfiguration = prepareReconfiguration(this.state, plan, report);
  }

  /** True until {@link reconfigure} has had its control tick. */
  get isBeingReconfigured(): boolean {
    return this.reconfiguration !== null;
  }

  /**
   * One base tick. A control tick runs all ten phases; the others refresh the measured channels for the streams.
   *
   * @returns the same object each time: take what is due before the next step
   */
  step(input: TickInput): TickOutput {
    const { events, replies, requests } = this.output;
    // Setting the length of an array is a call into the engine, so it is left out on a tick that has nothing to clear.
    if (events.length > 0) events.length = 0;
    if (replies.length > 0) replies.length = 0;
    if (requests.length > 0) requests.length = 0;
    if (input.isControlTick) this.scan(input);
    else this.refresh(input);
    return this.output;
  }

  private scan(input: TickInput): void {
    const { state, output } = this;
    const { profiler } = state;
    this.count(input);
    if (this.reconfiguration !== null) {
      applyReconfiguration(state, this.reconfiguration, input, output);
      this.reconfiguration = null;
    }
    state.feedback.look(input.feedback, output.setpoints, input.clock);
    applyCommands(state, input, output);
    acquire(state, input);
    profiler.endPhase(PHASE.acquire);
    validate(state, input);
    profiler.endPhase(PHASE.validate);
    if (state.optimizer.runsTwin) {
      estimate(state, input);
      profiler.endPhase(PHASE.estimate);
    } else restTwin(state);
    stability(state, input);
    profiler.endPhase(PHASE.stability);
    alarms(state, input, output);
    profiler.endPhase(PHASE.alarms);
    recover(state, input, output);
    profiler.endPhase(PHASE.recover);
    optimise(state, input, output);
    endHolds(state, input);
    profiler.endPhase(PHASE.optimise);
    interlock(state, input, output);
    profiler.endPhase(PHASE.interlock);
    act(state, output);
    profiler.endPhase(PHASE.act);
    if (state.plant.state === 'tripped') state.degradation = STEP.tripped;
    endHolds(state, input);
    publish(state, input, output);
    profiler.endPhase(PHASE.publish);
  }

  private refresh(input: TickInput): void {
    acquire(this.state, input);
    validate(this.state, input);
    publish(this.state, input, this.output);
  }

  private count(input: TickInput): void {
    this.state.ticks++;
    this.state.missed += input.missed;
    if (input.clock[CLOCK.latenessS]! > LATE_S) this.state.late++;
  }
}
