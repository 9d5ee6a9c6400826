// What a record format is: its name, what it looks like, how it is read, and how the simulated sensor writes it.
import type { Records } from '../fields.js';
import type { RecordParserFactory } from '../record.js';

/** What a field says in this record: NaN when the sensor knows no value, null when there is no new one. */
export type FieldValue = (field: string) => number | null;

/** The lines of one round of all records, without line ends. */
export type WriteRecords = (read: FieldValue) => string[];

export interface RecordFormat<N extends string = string> {
  /** What `format` says in the configuration. */
  readonly name: N;
  /** A record as an example. */
  readonly example: string;
  /**
   * How the configuration names the fields:
   * - `listed`: in the order of the record;
   * - `named`: by the sensor's keys, which the records of a port share.
   */
  readonly fields: 'listed' | 'named';
  /** Whether a record has no id, so that a port can have one record only. */
  readonly isSingle: boolean;
  readonly createParser: RecordParserFactory;
  readonly createWriter: (records: Records) => WriteRecords;
}

/** Keeps the name as a type. */
export function format<const N extends string>(description: RecordFormat<N>): RecordFormat<N> {
  return description;
}
