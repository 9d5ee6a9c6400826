// A change of the configuration in a running controller: made ready between two ticks, put in place at the start of one.
import type { ConfigChange } from '../../config/reload/differences.js';
import { alarmChanges, type PreparedAlarms } from '../alarms/changes.js';
import { MissWindow } from '../derived/miss-window.js';
import { Interlocks } from '../plant/interlocks.js';
import type { ControlState } from '../state/control-state.js';
import { CLOCK, type TickInput, type TickOutput } from '../tick.js';
import type { ControlPlan } from './plan.js';

/** What changes, for the record. */
export interface ReconfigurationReport {
  /** Whence it came: the name of a file. */
  readonly file: string;
  readonly changes: readonly ConfigChange[];
  /** What waits for the next start of the program. */
  readonly needsRestart: readonly ConfigChange[];
}

/** Ready to be put in place; everything that costs time has been done. */
export interface Reconfiguration {
  readonly plan: ControlPlan;
  readonly alarms: PreparedAlarms;
  readonly interlocks: Interlocks;
  /** Null when the window stays as it is. */
  readonly misses: MissWindow | null;
  readonly report: ReconfigurationReport;
}

/** A change of configuration with more changes than this is told with their number. */
const MAX_TOLD = 100;

/**
 * Reads the state, changes nothing.
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
    interlocks: new Interlocks(plan),
    misses: keepsWindow ? null : new MissWindow(Math.round(within * config.control.rateHz)),
    report,
  };
}

/** Puts all of it in place, before the tick looks at anything. */
export function applyReconfiguration(
  state: ControlState,
  { plan, alarms, interlocks, misses, report }: Reconfiguration,
  input: TickInput,
  output: TickOutput,
): void {
  const { config: before } = state.plan;
  const { config } = plan;
  state.plan = plan;
  state.interlocks = interlocks;
  if (misses !== null) state.misses = misses;
  state.alarms.exchange(alarms);
  state.stability.setLimits(config.limits);
  const holdS = Object.fromEntries(
    Object.entries(config.channels).map(([name, { twinHold }]) => [name, twinHold]),
  );
  state.twin.configure({ ...config.twin, holdS });
  state.softStart.configure(config.control.softStart);
  state.loadOptimizer.configure(plan);
  const ts = input.clock[CLOCK.wallMs]!;
  output.events.push({ type: 'configuration', ts, data: { ok: true, ...told(report) } });
  configureOptimizer(state, ts, output);
  // What a command has set since stays, unless the file says something new.
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
  const { optimizer: settings, streams } = plan.config;
  optimizer.configure({
    adaptive: settings.adaptive,
    baseRateHz: streams.baseRateHz ?? null,
    adaptiveSampling: streams.adaptiveSampling,
  });
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
