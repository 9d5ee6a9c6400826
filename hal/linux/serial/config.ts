// What the configuration says about one serial port and the records that its sensor sends.

export type RecordFormat = 'nmea' | 'csv' | 'keyvalue' | 'json';

/**
 * One record: its fields in order, or a map from the sensor's own keys to channels. By format:
 *
 * - `nmea`: the entry's name is the `ID` after the `$`, the list names the fields after it;
 * - `csv`: one entry of any name, the list names the columns of every line;
 * - `keyvalue`, `json`: entries of any name, which are merged; a list names keys that are spelled like their channels, a
 *   map gives the channel of each key. In `json` a key may be a path into nested objects: `motor.speed`.
 *
 * A field is a channel, `seq` or `timeMs` (the sensor's own counter and clock in milliseconds), or `-`, which is skipped
 * whatever it holds.
 */
export type RecordFields = readonly string[] | Readonly<Record<string, string>>;

export interface SerialPortConfig {
  /** A stable name, such as one below `/dev/serial/by-id/`, because the port is reopened by it. */
  readonly path: string;
  /** Default 115200. */
  readonly baudRate?: number | undefined;
  /** Default 8. */
  readonly dataBits?: 5 | 6 | 7 | 8 | undefined;
  /** Default none. */
  readonly parity?: 'none' | 'even' | 'odd' | undefined;
  /** Default 1. */
  readonly stopBits?: 1 | 2 | undefined;
  /** Default nmea. */
  readonly format?: RecordFormat | undefined;
  readonly records: Readonly<Record<string, RecordFields>>;
  /** By channel: value = raw * scale + offset. Default 1. */
  readonly scale?: Readonly<Record<string, number>> | undefined;
  /** By channel, in the channel's unit. Default 0. */
  readonly offset?: Readonly<Record<string, number>> | undefined;
  /** Seconds without a good record after which the port's channels are stale. Default 0.2. */
  readonly staleAfter?: number | undefined;
}

/** A setpoint that is sent down a serial port as `$<record>,<seq>,<fraction>*HH` each control tick. */
export interface SerialOutputConfig {
  /** Name of the port in the configuration. */
  readonly serial: string;
  readonly record: string;
  readonly unit: 'fraction';
  readonly safe: number;
  /** What makes the output safe when the line is silent: the drive by itself, or the contactor. */
  readonly timeout: 'drive' | 'contactor';
}

export const DEFAULT_BAUD_RATE = 115_200;
export const DEFAULT_STALE_AFTER_S = 0.2;

/** Field names that are no channel. */
export const SKIPPED_FIELD = '-';
export const SEQUENCE_FIELD = 'seq';
export const SENSOR_TIME_FIELD = 'timeMs';

/** All field names of a port, each once, in the order of the configuration, skipped ones left out. */
export function fieldNames(records: SerialPortConfig['records']): string[] {
  const names = Object.values(records).flatMap((fields) =>
    isFieldList(fields) ? fields : Object.values(fields),
  );
  return [...new Set(names)].filter((name) => name !== SKIPPED_FIELD);
}

/** The channels that a port's records provide. */
export function channelNames(records: SerialPortConfig['records']): string[] {
  return fieldNames(records).filter((name) => name !== SEQUENCE_FIELD && name !== SENSOR_TIME_FIELD);
}

export function isFieldList(fields: RecordFields): fields is readonly string[] {
  return Array.isArray(fields);
}
