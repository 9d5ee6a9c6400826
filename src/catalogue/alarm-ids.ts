// The ids of the built-in alarms, as types and at run time: all of them follow from the table.
import type { BuiltInDefinition } from './alarm-definition.js';
import { BUILT_INS } from './alarms.js';

type Table = typeof BUILT_INS;
type KindsWith<Property> = {
  [K in keyof Table]: Table[K] extends Property ? K : never;
}[keyof Table];

/** The name of an entry of the table. */
export type BuiltInKind = keyof Table;
/** Alarms that exist once for each sensor. */
export type SensorAlarm = KindsWith<{ readonly perSensor: true }>;
/** Alarms that exist once for each output that has a feedback contact. */
export type OutputAlarm = KindsWith<{ readonly perOutput: true }>;
/** Alarms that exist once. */
export type SingleAlarm = Exclude<BuiltInKind, SensorAlarm | OutputAlarm>;
/** Alarms about the computer. Their conditions are functions of its figures, so nothing else reports them. */
export type HostAlarm = KindsWith<{ readonly figure: string }>;
/** Alarms whose condition the threads and the hardware around the core report. */
export type OutsideCondition = KindsWith<{ readonly condition: 'outside' }>;
export type BuiltInAlarmId = SingleAlarm | `${SensorAlarm | OutputAlarm}.${string}`;

/** The meaning of an id. */
export interface BuiltInAlarmOf {
  readonly kind: BuiltInKind;
  readonly definition: BuiltInDefinition;
  /** Null for an alarm that is not about one channel. */
  readonly channel: string | null;
  /** Null for an alarm that is not of an output. */
  readonly output: string | null;
}

const KINDS = Object.keys(BUILT_INS) as readonly BuiltInKind[];

export const SENSOR_ALARMS = KINDS.filter(isPerSensor);
export const OUTPUT_ALARMS = KINDS.filter(isPerOutput);
export const SINGLE_ALARMS = KINDS.filter(
  (kind): kind is SingleAlarm => !isPerSensor(kind) && !isPerOutput(kind),
);
export const OUTSIDE_CONDITIONS = KINDS.filter(
  (kind): kind is OutsideCondition => definitionOf(kind).condition === 'outside',
);

/** The entry of the table. */
export function definitionOf(kind: BuiltInKind): BuiltInDefinition {
  return BUILT_INS[kind];
}

/**
 * The ids of all built-in alarms of a plant.
 *
 * @param outputs the names of those that have a feedback contact
 */
export function builtInIds(
  sensors: readonly string[],
  outputs: readonly string[] = [],
): readonly BuiltInAlarmId[] {
  return [
    ...SENSOR_ALARMS.flatMap((kind) => sensors.map((channel) => `${kind}.${channel}` as const)),
    ...OUTPUT_ALARMS.flatMap((kind) => outputs.map((output) => `${kind}.${output}` as const)),
    ...SINGLE_ALARMS,
  ];
}

/** Takes an id apart. Returns null when it is not a built-in alarm. It does not check that the channel or the output exists. */
export function builtInOf(id: string): BuiltInAlarmOf | null {
  const single = SINGLE_ALARMS.find((kind) => kind === id);
  if (single !== undefined)
    return { kind: single, definition: definitionOf(single), channel: figureOf(single), output: null };
  const family = [...SENSOR_ALARMS, ...OUTPUT_ALARMS].find((kind) => id.startsWith(`${kind}.`));
  if (family === undefined) return null;
  const subject = id.slice(family.length + 1);
  const definition = definitionOf(family);
  return isPerOutput(family)
    ? { kind: family, definition, channel: null, output: subject }
    : { kind: family, definition, channel: subject, output: null };
}

/** The channel of the computer that an alarm is about; null when it is about none, or about all of them. */
function figureOf(kind: SingleAlarm): string | null {
  const { figure = 'any' } = definitionOf(kind);
  return figure === 'any' ? null : figure;
}

/** True for an alarm about the computer. */
export function isHostAlarm(kind: BuiltInKind): kind is HostAlarm {
  return definitionOf(kind).figure !== undefined;
}

/** True for `sensor_lost`, `sensor_lost.x`, `output_feedback.x` and similar ids, even when there is no channel or output `x`. */
export function isFamilyAlarm(id: string): boolean {
  return [...SENSOR_ALARMS, ...OUTPUT_ALARMS].some((kind) => id === kind || id.startsWith(`${kind}.`));
}

function isPerOutput(kind: BuiltInKind): kind is OutputAlarm {
  return definitionOf(kind).perOutput === true;
}

function isPerSensor(kind: BuiltInKind): kind is SensorAlarm {
  return definitionOf(kind).perSensor === true;
}
