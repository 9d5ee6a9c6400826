// Reads the records of one port and writes their scaled fields as samples of its channels.
import type { SampleTable } from '../../../samples.js';
import { fieldNames, fieldsInOrder, type Records, SENSOR_TIME_FIELD } from '../fields.js';
import { formatOf, type SerialPortConfig } from '../schema.js';
import { BYTE_ORDER_MARK } from './characters.js';
import type { NumberForm } from './number.js';
import { type LineOutcome, ParsedFields, type RecordParser, SKIPPED_SLOT } from './record.js';
import { LastUnreadable, type UnreadableLine } from './unreadable.js';

const NO_ROW = -1;
const LINE_ENDS_AT_SIDES = /^[\r\n]+|[\r\n]+$/g;
const NOT_BLANK = /\S/;

export class RecordReader {
  private readonly parser: RecordParser;
  private readonly fields: ParsedFields;
  /** The field names by slot. The arrays below have the same index. */
  private readonly names: readonly string[];
  private readonly rows: Int32Array;
  private readonly scale: Float64Array;
  private readonly offset: Float64Array;
  private readonly timeSlot: number;
  private readonly last = new LastUnreadable();
  private readonly maxLine: number;
  private isFirstLine = true;

  constructor(config: SerialPortConfig) {
    this.maxLine = config.maxLine;
    this.names = fieldNames(config.records);
    this.timeSlot = this.names.indexOf(SENSOR_TIME_FIELD);
    this.rows = new Int32Array(this.names.length).fill(NO_ROW);
    this.scale = Float64Array.from(this.names, (name) => config.scale[name] ?? 1);
    this.offset = Float64Array.from(this.names, (name) => config.offset[name] ?? 0);
    this.parser = createParser(config, this.names);
    this.fields = new ParsedFields(countFields(config.records), numberFormOf(config));
  }

  /** Finds the rows of the channels, once. Fields that are not channels have no row. */
  bind(samples: SampleTable): void {
    this.names.forEach((name, slot) => {
      this.rows[slot] = samples.indexOf(name);
    });
  }

  /** A new stream of lines begins: it may have a byte order mark, and earlier lines do not belong to it. */
  begin(): void {
    this.isFirstLine = true;
    this.parser.restart?.();
  }

  /**
   * Reads a line. Bytes of line ends at its sides are ignored; a blank line is `none`. Never throws. When the outcome is `good`, call
   * {@link deliver} to write the samples.
   */
  read(lineWithEnds: string): LineOutcome {
    const line = this.withoutFrame(lineWithEnds);
    const outcome = NOT_BLANK.test(line) ? this.parser.parse(line, this.fields) : 'none';
    if (outcome !== 'good' && outcome !== 'none') {
      const { reason, reasonStart, reasonEnd } = this.fields;
      this.last.remember(line, reason, reasonStart, reasonEnd);
    }
    return outcome;
  }

  /** Notes a line that is too long to be read. @param beginning its first characters */
  readTooLong(beginning: string): void {
    this.last.remember(beginning, `the line is longer than ${this.maxLine} bytes; \`maxLine\` allows more`);
  }

  /** Number of records over several lines that were given up since the last call. They are malformed. */
  takeAbandoned(): number {
    const { abandoned } = this.fields;
    this.fields.abandoned = 0;
    return abandoned;
  }

  /** The last line that could not be read; null when there was none. It stays after good lines. */
  get unreadable(): UnreadableLine | null {
    return this.last.get();
  }

  /** See {@link RecordParser.endLooksWhole}. */
  get endLooksWhole(): boolean {
    return this.parser.endLooksWhole;
  }

  /** Time of the sensor's own clock in the last record, milliseconds; NaN when the record has none. */
  get sensorTimeMs(): number {
    return this.fields.valueOf(this.timeSlot);
  }

  /** Writes the last record to the samples with the time `nowS`, monotonic seconds. Returns the number of samples that it gave. */
  deliver(samples: SampleTable, nowS: number): number {
    const { slots, values, length } = this.fields;
    let given = 0;
    for (let i = 0; i < length; i++) {
      const slot = slots[i]!;
      const row = this.rows[slot]!;
      if (row !== NO_ROW) {
        samples.put(row, values[i]! * this.scale[slot]! + this.offset[slot]!, nowS);
        given++;
      }
    }
    return given;
  }

  /** The line without bytes of line ends at its sides, and without the mark with which editors and programs begin a stream. */
  private withoutFrame(lineWithEnds: string): string {
    const line = lineWithEnds.replace(LINE_ENDS_AT_SIDES, '');
    const hasMark = this.isFirstLine && line.startsWith(BYTE_ORDER_MARK);
    this.isFirstLine = false;
    return hasMark ? line.slice(BYTE_ORDER_MARK.length) : line;
  }
}

function countFields(records: Records): number {
  return Object.values(records).reduce((sum, fields) => sum + fieldsInOrder(fields).length, 0);
}

function createParser(config: SerialPortConfig, names: readonly string[]): RecordParser {
  const slots = new Map(names.map((name, slot) => [name, slot]));
  const slotOf = (field: string) => slots.get(field) ?? SKIPPED_SLOT;
  return formatOf(config).createParser(config.records, slotOf, config);
}

/** How a port writes its numbers: by its options, and where they are missing by its format. */
export function numberFormOf(
  config: Pick<SerialPortConfig, 'format' | 'numbers' | 'units' | 'decimal'>,
): NumberForm {
  return {
    loose: (config.numbers ?? formatOf(config).numbers) === 'loose',
    units: config.units === 'strip',
    decimal: config.decimal ?? 'point',
  };
}
