// A change of the configuration in a running controller: prepared between two ticks, applied at the start of a tick.
import type { ConfigChange } from '../../config/reload/differences.js';
import { alarmChanges, type PreparedAlarms } from '../alarms/changes.js';
import { MissWindow } from '../derived/miss-window.js';
import { optimizerSettings } from '../optimizer/real-time-optimizer.js';
import type { ControlState } from '../state/control-state.js';
import { CLOCK, type TickInput, type TickOutput } from '../tick.js';
import { holdTimes } from '../twin/settings.js';
import type { ControlPlan } from './plan.js';

/** The report of a change, for the event. */
export interface ReconfigurationReport {
  /** The name of its file. */
  readonly file: string;
  readonly changes: readonly ConfigChange[];
  /** The keys that take effect at the next start of the program. */
  readonly needsRestart: readonly ConfigChange[];
}

/** A prepared change; all costly work is done. */
export interface Reconfiguration {
  readonly plan: ControlPlan;
  readonly alarms: PreparedAlarms;
  /** Null when the window stays as it is. */
  readonly misses: MissWindow | null;
  readonly report: ReconfigurationReport;
}

/** With more changes than this, only their number is reported. */
const MAX_TOLD = 100;

/**
 * Reads the state and changes nothing.
 *
 * @param plan of the same channels, outputs and rate as the present one
 */
export function prepareReconfiguration(
  state: ControlState,
  plan: ControlPlan,
  report: ReconfigurationReport,
): Reconfiguration {
  const { config: before } = state.plan;
  const { config } = plan;
  const { within } = config.interlocks.deadlineMisses;
  const keepsWindow = within === before.interlocks.deadlineMisses.within;
  return {
    plan,
    alarms: state.alarms.prepare(alarmChanges(before.alerts, config.alerts)),
    misses: keepsWindow ? null : new MissWindow(Math.round(within * config.control.rateHz)),
    report,
  };
}

/** Applies the whole change before any other work of the tick. */
export function applyReconfiguration(
  state: ControlState,
  { plan, alarms, misses, report }: Reconfiguration,
  input: TickInput,
  output: TickOutput,
): void {
  const { config: before } = state.plan;
  const { config } = plan;
  state.plan = plan;
  state.interlocks.configure(plan);
  state.progress.configure(plan);
  if (misses !== null) state.misses = misses;
  state.alarms.exchange(alarms);
  state.stability.setLimits(config.limits);
  state.twin.configure(config.twin);
  state.holds.configure(holdTimes(config));
  state.softStart.configure(config.control.softStart);
  state.loadOptimizer.configure(plan);
  const ts = input.clock[CLOCK.wallMs]!;
  output.events.push({ type: 'configuration', ts, data: { ok: true, ...told(report) } });
  configureOptimizer(state, ts, output);
  // A setting made by a command stays, unless the file has changed it.
  if (config.control.load !== before.control.load) {
    state.loadSetpoint = config.control.load;
    state.loadOptimizer.setpointWritten();
  }
  const { mode } = config.control;
  if (mode !== before.control.mode && mode !== state.mode) {
    output.events.push({ type: 'mode', ts, data: { from: state.mode, to: mode } });
    state.mode = mode;
  }
}

function configureOptimizer({ optimizer, plan }: ControlState, ts: number, output: TickOutput): void {
  const { step, cause } = optimizer.ladder;
  optimizer.configure(optimizerSettings(plan.config));
  if (optimizer.ladder.step === step) return;
  output.events.push({ type: 'degradation', ts, data: { from: step, to: optimizer.ladder.step, cause } });
}

function told({ file, changes, needsRestart }: ReconfigurationReport) {
  const leftOut = Math.max(0, changes.length - MAX_TOLD);
  return {
    file,
    changes: changes.slice(0, MAX_TOLD),
    ...(leftOut > 0 && { changesLeftOut: leftOut }),
    needsRestart: needsRestart.slice(0, MAX_TOLD),
  };
}
