// The words for the plant's state, the mode and the phases of the scan; their position is their number in a record.

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

/** Every rate the product promises is a whole division of this clock. */
export const BASE_RATE_HZ = 60;

/** What can go wrong and be recovered from. */
export const RECOVERY_TYPES = ['sensor_lost', 'comms_crash', 'store_crash', 'broker_lost'] as const;
export type RecoveryType = (typeof RECOVERY_TYPES)[number];

/** What decided on the twin's timestep last: its error, the controller's load, one of its limits; or it does not run. */
export const TWIN_REASONS = ['fixed', 'error', 'load', 'limit', 'paused', 'steady', 'unavailable'] as const;
export type TwinReason = (typeof TWIN_REASONS)[number];
