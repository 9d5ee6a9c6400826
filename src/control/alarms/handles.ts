// Typed handles of the built-in alarms. A condition is reported by a handle, so a misspelt name does not compile.
import {
  type BuiltInAlarmId,
  type HostAlarm,
  isHostAlarm,
  OUTPUT_ALARMS,
  type OutputAlarm,
  SENSOR_ALARMS,
  type SensorAlarm,
  SINGLE_ALARMS,
  type SingleAlarm,
} from '../../catalogue/alarm-ids.js';

declare const handle: unique symbol;

/** The place of a built-in alarm in the alarm engine. Only the engine makes handles. */
export type AlarmHandle = number & { readonly [handle]: true };

/**
 * The handle of each alarm that a phase or a thread may report; for alarms of sensors one for each sensor, by its position in the sample
 * table; for alarms of outputs one for each output that has a feedback contact, in the order of the outputs.
 */
export type BuiltInHandles = { readonly [K in Exclude<SingleAlarm, HostAlarm>]: AlarmHandle } & {
  readonly [K in SensorAlarm | OutputAlarm]: readonly AlarmHandle[];
};

/**
 * @param sensors measured channels, in the order of the sample table
 * @param outputs those that have a feedback contact, in the order of the outputs
 */
export function builtInHandles(
  handleOf: (id: BuiltInAlarmId) => AlarmHandle,
  sensors: readonly string[],
  outputs: readonly string[] = [],
): BuiltInHandles {
  const single = SINGLE_ALARMS.filter((id) => !isHostAlarm(id)).map((id) => [id, handleOf(id)] as const);
  const perSensor = SENSOR_ALARMS.map(
    (id) => [id, sensors.map((channel) => handleOf(`${id}.${channel}`))] as const,
  );
  const perOutput = OUTPUT_ALARMS.map(
    (id) => [id, outputs.map((output) => handleOf(`${id}.${output}`))] as const,
  );
  return Object.fromEntries<AlarmHandle | readonly AlarmHandle[]>([
    ...single,
    ...perSensor,
    ...perOutput,
  ]) as unknown as BuiltInHandles;
}
