// Reads the records of one port and writes their scaled fields as samples of its channels.
import type { SampleTable } from '../../../samples.js';
import { fieldNames, fieldsInOrder, type Records, SENSOR_TIME_FIELD } from '../fields.js';
import { formatOf, type SerialPortConfig } from '../schema.js';
import { MAX_RECORD_BYTES } from './line-limiter.js';
import { type LineOutcome, ParsedFields, type RecordParser, SKIPPED_SLOT } from './record.js';
import { LastUnreadable, type UnreadableLine } from './unreadable.js';

const NO_ROW = -1;

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

  constructor(config: Pick<SerialPortConfig, 'format' | 'records' | 'scale' | 'offset'>) {
    this.names = fieldNames(config.records);
    this.timeSlot = this.names.indexOf(SENSOR_TIME_FIELD);
    this.rows = new Int32Array(this.names.length).fill(NO_ROW);
    this.scale = Float64Array.from(this.names, (name) => config.scale[name] ?? 1);
    this.offset = Float64Array.from(this.names, (name) => config.offset[name] ?? 0);
    this.parser = createParser(config, this.names);
    this.fields = new ParsedFields(countFields(config.records));
  }

  /** Finds the rows of the channels, once. Fields that are not channels have no row. */
  bind(samples: SampleTable): void {
    this.names.forEach((name, slot) => {
      this.rows[slot] = samples.indexOf(name);
    });
  }

  /** Reads a line without its line end. Never throws. Call {@link deliver} to write the samples. */
  read(line: string): LineOutcome {
    const outcome = this.parser.parse(line, this.fields);
    if (outcome !== 'good') {
      const { reason, reasonStart, reasonEnd } = this.fields;
      this.last.remember(line, reason, reasonStart, reasonEnd);
    }
    return outcome;
  }

  /** Notes a line that is too long to be read. @param beginning its first characters */
  readTooLong(beginning: string): void {
    this.last.remember(beginning, `the line is longer than ${MAX_RECORD_BYTES} bytes`);
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
}

function countFields(records: Records): number {
  return Object.values(records).reduce((sum, fields) => sum + fieldsInOrder(fields).length, 0);
}

function createParser(
  { format, records }: Pick<SerialPortConfig, 'format' | 'records'>,
  names: readonly string[],
): RecordParser {
  const slots = new Map(names.map((name, slot) => [name, slot]));
  return formatOf({ format }).createParser(records, (field) => slots.get(field) ?? SKIPPED_SLOT);
}
