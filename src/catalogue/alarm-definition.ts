// The form of a built-in alarm, and the values that its condition may use.
import type { SensorChannel } from '../../hal/channels.js';
import type { AlarmLevel, DegradationCause, PlantState } from '../vocabulary/words.js';
import type { HostChannel } from './host-channels.js';

/** Channels whose alarm needs two measurements in a row. */
export const REPEATED_CHANNELS = [
  'generator.temperature',
  'pneumatics.tankPressure',
] as const satisfies readonly SensorChannel[];
export type RepeatedChannel = (typeof REPEATED_CHANNELS)[number];

/** The plant and its controller as the condition of a built-in alarm sees them in a control tick. */
export interface WatchedPlant {
  readonly state: PlantState;
  /** Control ticks a second: the measured rate of the last seconds, and the configured one. */
  readonly rateHz: number;
  readonly configuredRateHz: number;
  /** Step of the degradation ladder, 0..5, and its cause; null when there is none. */
  readonly degradation: number;
  readonly degradationCause: DegradationCause | null;
  /** True when a good speed says that the chain turns. */
  readonly chainTurns: boolean;
  /** For how long the plant has been in its state, s. */
  readonly stateForS: number;
  /** True when every good speed of the chain is almost 0; null when no speed is good. */
  readonly chainIsSlow: boolean | null;
  /** The highest good speed of the chain, m/s; NaN when no speed is good. */
  readonly chainSpeedMps: number;
  /** True from a start that took too long until the next start. */
  readonly startFailed: boolean;
  /** True while the plant has been stopping for too long. */
  readonly stopFailed: boolean;
  /** The load that the generator is to take now, 0..1 of its rated torque. */
  readonly load: number;
  /** The electrical power that it should give, W; 0 when it is too little to be judged; NaN when nothing promises any. */
  readonly promisedPowerW: number;
  /** True while another alarm names a sensor of the electrical power as wrong. */
  readonly powerIsDoubted: boolean;
  /** True while the sensor of the compressor's power is stuck. */
  readonly supplyIsDoubted: boolean;
  /** Tank pressures at which the compressor starts and stops, Pa absolute. */
  readonly cutInPa: number;
  readonly cutOutPa: number;
  /** True when the figures of the computer came once and do not come any more. */
  readonly hostIsSilent: boolean;
  /** The value of a channel that is measured and recent, in the channel's unit; NaN otherwise. */
  measured(channel: SensorChannel | HostChannel): number;
  /**
   * The lower and the higher one of the channel's last two measurements; NaN while it is not measured, or was only once. One wrong sample
   * is then no alarm, and does not end one.
   */
  lowerOfTwo(channel: RepeatedChannel): number;
  higherOfTwo(channel: RepeatedChannel): number;
}

/** A condition that is a function of the plant. It is evaluated once a control tick. */
export interface AlarmCondition {
  /**
   * @param held whether it held on the tick before, for a condition with a hysteresis
   * @returns null when it cannot be judged now: the alarm keeps its state, and its delays wait
   */
  holds(plant: WatchedPlant, held: boolean): boolean | null;
  /** The quantity that the alarm reports; none when left out. */
  value?(plant: WatchedPlant): number;
  /** The known cause, shown in brackets behind the message: a text and its subject; null when the cause is unknown. */
  readonly because?: { readonly text: string; subject(plant: WatchedPlant): string | null };
}

/** One entry of the table of built-in alarms. */
export interface BuiltInDefinition {
  readonly level: AlarmLevel;
  /** How long the condition has to hold before the alarm becomes active, s; 0 when left out. */
  readonly onDelay?: number;
  /** How long the condition has to be gone before the alarm clears, s; 0 when left out. */
  readonly offDelay?: number;
  /** The message while the alarm is active; `{channel}` is the sensor's channel. */
  readonly active: string;
  /** What the operator should do: one short sentence, the end of the message while the alarm is active; `{channel}` as above. */
  readonly advice: string;
  /** The message when the alarm has cleared. */
  readonly cleared: string;
  /**
   * Where the condition comes from: a function of the plant; `outside`, when the threads and the hardware around the core
   * report it; `phase`, when a phase of the scan reports it by the alarm's handle.
   */
  readonly condition: AlarmCondition | 'outside' | 'phase';
  /** There is one such alarm for each sensor; its id is `<id>.<channel>`. */
  readonly perSensor?: true;
  /** There is one such alarm for each output that has a feedback contact; its id is `<id>.<output>`. `{output}` in the texts is its name. */
  readonly perOutput?: true;
  /** While this alarm is active, alarms on values computed from the sensor's channel are suppressed. */
  readonly isRoot?: true;
  /** The figure of the computer that the alarm is about; `any` for all of them. Without the figure there is no such alarm. */
  readonly figure?: HostChannel | 'any';
  /** What the condition needs: the alarm is not judged on steps of the degradation ladder that leave this part out. */
  readonly needs?: 'twin';
}
