// Typed handles of the built-in alarms: who reports a condition names the alarm by one, and a misspelt name does not compile.
import {
  type BuiltInAlarmId,
  SENSOR_ALARMS,
  type SensorAlarm,
  SINGLE_ALARMS,
  type SingleAlarm,
} from '../../catalogue/alarm-ids.js';

declare const handle: unique symbol;

/** The place of a built-in alarm in the alarm engine, which alone gives them out. */
export type AlarmHandle = number & { readonly [handle]: true };

/** The handle of each alarm; for those that there are for each sensor, by the sensor's position in the sample table. */
export type BuiltInHandles = { readonly [K in SingleAlarm]: AlarmHandle } & {
  readonly [K in SensorAlarm]: readonly AlarmHandle[];
};

/** @param sensors measured channels, in the order of the sample table */
export function builtInHandles(
  handleOf: (id: BuiltInAlarmId) => AlarmHandle,
  sensors: readonly string[],
): BuiltInHandles {
  const single = SINGLE_ALARMS.map((id) => [id, handleOf(id)] as const);
  const perSensor = SENSOR_ALARMS.map(
    (id) => [id, sensors.map((channel) => handleOf(`${id}.${channel}`))] as const,
  );
  return Object.fromEntries<AlarmHandle | readonly AlarmHandle[]>([
    ...single,
    ...perSensor,
  ]) as unknown as BuiltInHandles;
}
