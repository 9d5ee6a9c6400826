// Writes records as a sensor's firmware does: the other side of the formats in `hal/linux/serial/formats`.
import { lineOf } from '../../linux/serial/checksum.js';
import {
  fieldNames,
  isFieldList,
  type RecordFormat,
  type SerialPortConfig,
  SKIPPED_FIELD,
} from '../../linux/serial/config.js';

/** What a field says in this record: NaN when the sensor knows no value, null when there is no new one. */
export type FieldValue = (field: string) => number | null;

/** The lines of one round of all records, each with its end. */
export type WriteRecords = (read: FieldValue) => string[];

type Records = SerialPortConfig['records'];
type Pair = readonly [key: string, value: number];

const LINE_END = '\r\n';

const WRITERS: Readonly<Record<RecordFormat, (records: Records) => WriteRecords>> = {
  nmea: (records) => (read) =>
    Object.entries(records).map(([id, fields]) =>
      lineOf([id, ...listOf(fields).map(textOf(read))].join(',')),
    ),
  csv: (records) => (read) =>
    Object.values(records).map((fields) => listOf(fields).map(textOf(read)).join(',')),
  keyvalue: (records) => (read) => {
    const pairs = pairsOf(records, read);
    return pairs.length === 0 ? [] : [pairs.map(([key, value]) => `${key}=${numberText(value)}`).join(' ')];
  },
  json: (records) => (read) => {
    const pairs = pairsOf(records, read);
    return pairs.length === 0 ? [] : [JSON.stringify(Object.fromEntries(pairs))];
  },
};

/** @param config of a port whose records suit its format */
export function recordWriter({ format = 'nmea', records }: SerialPortConfig): WriteRecords {
  if (fieldNames(records).length === 0) return () => [];
  const write = WRITERS[format](records);
  return (read) => write(read).map((line) => line + LINE_END);
}

function textOf(read: FieldValue): (field: string) => string {
  return (field) => {
    const value = field === SKIPPED_FIELD ? null : read(field);
    return value === null ? '' : numberText(value);
  };
}

/** The named values of all records; what has no new value is left out. */
function pairsOf(records: Records, read: FieldValue): Pair[] {
  const named = Object.values(records).flatMap((fields) =>
    isFieldList(fields) ? fields.map((field): [string, string] => [field, field]) : Object.entries(fields),
  );
  return named.flatMap(([key, field]): Pair[] => {
    const value = field === SKIPPED_FIELD ? null : read(field);
    return value === null ? [] : [[key, value]];
  });
}

function listOf(fields: Records[string]): readonly string[] {
  return isFieldList(fields) ? fields : Object.values(fields);
}

function numberText(value: number): string {
  return Number.isNaN(value) ? 'nan' : String(value);
}
