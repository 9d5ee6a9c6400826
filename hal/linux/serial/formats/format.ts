// Defines a record format: its name, an example, its parser, and how the simulated sensor writes it.
import type { Records } from '../fields.js';
import type { OptionName, ReadingOptions } from '../reading/options.js';
import type { RecordParserFactory } from '../reading/record.js';

/** The value of a field in this record: NaN when the sensor reports that it has no value, null when there is no new value. */
export type FieldValue = (field: string) => number | null;

/** Writes one line for each record, without line ends. */
export type WriteRecords = (read: FieldValue) => string[];

export interface RecordFormat<N extends string = string> {
  /** The value of `format` in the configuration. */
  readonly name: N;
  /** An example of a record. */
  readonly example: string;
  /**
   * How the configuration gives the fields:
   * - `listed`: in the order of the record;
   * - `named`: by the sensor's keys. All records of a port share the keys.
   */
  readonly fields: 'listed' | 'named';
  /** True when a record has no id, so that a port can have only one record. */
  readonly isSingle: boolean;
  /** The numbers that it takes, unless the port says otherwise. */
  readonly numbers: 'strict' | 'loose';
  /** The options of a port that it uses. */
  readonly options: readonly OptionName[];
  readonly createParser: RecordParserFactory;
  readonly createWriter: (records: Records, options: ReadingOptions) => WriteRecords;
}

/** The reason why a line without a known key cannot be read. */
export function noneOf(keys: readonly string[]): string {
  return `the line has none of the configured keys: ${keys.join(', ')}`;
}

/** Declares a format, and keeps its name as a literal type. */
export function format<const N extends string>(description: RecordFormat<N>): RecordFormat<N> {
  return description;
}
