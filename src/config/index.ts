// The parts of the configuration that the rest of the program uses.

export { SENSOR_CHANNEL_NAMES } from '../../hal/schema/kinds.js';
export { CHANNEL_NAMES } from '../catalogue/channels.js';
export type { AlarmRule, BuiltInAlarm, Comparison } from './alarms.js';
export { BUILT_IN_ALARM_IDS } from './alarms.js';
export { DEFAULT_CHANNEL, DEFAULT_CONFIG_FILE } from './defaults.js';
export type { Layers, LoadedConfig, LoadOptions, ParseResult, SalvagedConfig } from './load.js';
export { loadConfig, parseConfig, salvageConfig } from './load.js';
export { demoDefaults, SCENARIO_DEFAULTS } from './presets.js';
export type { ConfigErrorCode, Location, Problem } from './problem.js';
export { ConfigError, formatProblem } from './problem.js';
export type { ConfigChange } from './reload/differences.js';
export { planReload, type ReloadPlan } from './reload/plan-reload.js';
export type { Config, ConfigInput } from './schema.js';
