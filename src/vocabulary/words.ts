// The words that every room shares: states, modes, levels, phases, causes and reasons, as closed lists.

export const PLANT_STATES = ['standby', 'starting', 'running', 'stopping', 'tripped'] as const;
export type PlantState = (typeof PLANT_STATES)[number];

export const MODES = ['performance', 'balanced', 'accuracy'] as const;
export type Mode = (typeof MODES)[number];

export const PHASES = [
  'acquire',
  'validate',
  'estimate',
  'stability',
  'alarms',
  'recover',
  'optimise',
  'interlock',
  'act',
  'publish',
] as const;
export type Phase = (typeof PHASES)[number];

/** Why a control tick began late: garbage collection, our own previous tick, a blocking call, the operating system. */
export const LATE_CAUSES = ['gc', 'phase', 'blocked', 'os'] as const;
export type LateCause = (typeof LATE_CAUSES)[number];

/** Every rate of the product is an integer division of this rate. */
export const BASE_RATE_HZ = 60;

/** What decided the twin's timestep last: its error, the controller's load, or one of its limits; or why it does not run. */
export const TWIN_REASONS = ['fixed', 'error', 'load', 'limit', 'paused', 'steady', 'unavailable'] as const;
export type TwinReason = (typeof TWIN_REASONS)[number];

/** An operator cannot answer more alarms than this in ten minutes. EEMUA 191 calls it a flood. */
export const FLOOD_PER_TEN_MINUTES = 10;

/** The longest shelving of an alarm, seconds: a forgotten alarm must not stay silent for ever. */
export const MAX_SHELVE_S = 30 * 24 * 3600;

/** How many checks run. NaN, range and staleness are checked at every depth; `full` runs all checks. */
export const VALIDATION_DEPTHS = ['reduced', 'normal', 'full'] as const;
export type ValidationDepth = (typeof VALIDATION_DEPTHS)[number];

/** What makes the degradation ladder go down. */
export const DEGRADATION_CAUSES = ['missed_ticks', 'compute_budget', 'stability', 'recovery'] as const;
export type DegradationCause = (typeof DEGRADATION_CAUSES)[number];

/**
 * The state of the optimizer. `frozen`: the configuration forbids steps. `relaxed`: nothing is left out. `pressed`: the cause of
 * the present step still exists. `waiting`: the cause is gone, but not yet for long enough. `trial`: a better step is tried.
 */
export const OPTIMIZER_STANDINGS = ['frozen', 'relaxed', 'pressed', 'waiting', 'trial'] as const;
export type OptimizerStanding = (typeof OPTIMIZER_STANDINGS)[number];

/** The quantity that the search for the best load maximises. */
export const LOAD_OBJECTIVES = ['off', 'power', 'efficiency'] as const;
export type LoadObjective = (typeof LOAD_OBJECTIVES)[number];

/** `paused`: by a command, until the next start. `frozen`: the search must not change the load now; a reason says why. */
const LOAD_SEARCH_STATES = ['off', 'paused', 'probing', 'holding', 'frozen'] as const;
export type LoadSearchState = (typeof LOAD_SEARCH_STATES)[number];

/** The reason for that state: what started the search, where it ended, or what blocks it. */
export const LOAD_REASONS = [
  'off',
  'set_by_hand',
  'started',
  'setpoint_written',
  'air_changed',
  'objective_changed',
  'tracking',
  'velocity_limit',
  'tension_limit',
  'stall_limit',
  'optimum',
  'model',
  'not_running',
  'degraded',
  'channel_missing',
  'channel_unusable',
  'channel_doubted',
  'power_doubted',
  'no_power',
  'no_load_output',
] as const;
export type LoadReason = (typeof LOAD_REASONS)[number];

export const ALARM_LEVELS = ['info', 'warning', 'error', 'critical'] as const;
export type AlarmLevel = (typeof ALARM_LEVELS)[number];

/** Levels of log lines, from the most to the least important. */
export const LOG_LEVELS = ['error', 'warning', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_FORMATS = ['text', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** Position of a word in one of these lists. For a few words this is faster than `indexOf`, which is a call into the engine. */
export function positionOf<W extends string>(words: readonly W[], word: W): number {
  for (let i = 0; i < words.length; i++) if (words[i] === word) return i;
  return -1;
}
