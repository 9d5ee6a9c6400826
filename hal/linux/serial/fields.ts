// The fields of a sensor's records: how the configuration names them, and which of them are channels.

/**
 * The fields of one record: a list in their order, or a map from the sensor's own keys to fields. A field is a channel, `seq` or
 * `timeMs` (the sensor's own counter and clock in milliseconds), or `-` for a field that is skipped.
 */
export type RecordFields = readonly string[] | Readonly<Record<string, string>>;

/** The records of a port, by their ids. */
export type Records = Readonly<Record<string, RecordFields>>;

export const SKIPPED_FIELD = '-';
export const SEQUENCE_FIELD = 'seq';
export const SENSOR_TIME_FIELD = 'timeMs';

/** Field names that are not channels. */
export const SPECIAL_FIELDS = [SEQUENCE_FIELD, SENSOR_TIME_FIELD, SKIPPED_FIELD] as const;

/** The fields of a record in the order of the configuration, skipped ones included. */
export function fieldsInOrder(fields: RecordFields): readonly string[] {
  return isFieldList(fields) ? fields : Object.values(fields);
}

/** All field names of a port, each once, in the order of the configuration, skipped ones left out. */
export function fieldNames(records: Records): string[] {
  const names = Object.values(records).flatMap(fieldsInOrder);
  return [...new Set(names)].filter((name) => name !== SKIPPED_FIELD);
}

/** The channels that a port's records provide. */
export function recordChannels(records: Records): string[] {
  return fieldNames(records).filter((name) => name !== SEQUENCE_FIELD && name !== SENSOR_TIME_FIELD);
}

/** Each key of the records with its field, for formats with named values. In a list, each key is equal to its field. */
export function keyedFields(records: Records): [key: string, field: string][] {
  return Object.values(records).flatMap((fields) =>
    isFieldList(fields) ? fields.map((name): [string, string] => [name, name]) : Object.entries(fields),
  );
}

export function isFieldList(fields: RecordFields): fields is readonly string[] {
  return Array.isArray(fields);
}
