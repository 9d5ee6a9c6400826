// Reads the records of one port and leaves their fields, scaled, as samples of its channels.
import type { SampleTable } from '../../samples.js';
import { fieldNames, fieldsInOrder, type Records, SENSOR_TIME_FIELD } from './fields.js';
import { type LineOutcome, ParsedFields, type RecordParser, SKIPPED_SLOT } from './record.js';
import { formatOf, type SerialPortConfig } from './schema.js';

const NO_ROW = -1;

export class RecordReader {
  private readonly parser: RecordParser;
  private readonly fields: ParsedFields;
  /** The field names by slot; the arrays below say what becomes of each. */
  private readonly names: readonly string[];
  private readonly rows: Int32Array;
  private readonly scale: Float64Array;
  private readonly offset: Float64Array;
  private readonly timeSlot: number;

  constructor(config: Pick<SerialPortConfig, 'format' | 'records' | 'scale' | 'offset'>) {
    this.names = fieldNames(config.records);
    this.timeSlot = this.names.indexOf(SENSOR_TIME_FIELD);
    this.rows = new Int32Array(this.names.length).fill(NO_ROW);
    this.scale = Float64Array.from(this.names, (name) => config.scale[name] ?? 1);
    this.offset = Float64Array.from(this.names, (name) => config.offset[name] ?? 0);
    this.parser = createParser(config, this.names);
    this.fields = new ParsedFields(countFields(config.records));
  }

  /** Looks up the rows of the channels, once. Fields that are no channel have none. */
  bind(samples: SampleTable): void {
    this.names.forEach((name, slot) => {
      this.rows[slot] = samples.indexOf(name);
    });
  }

  /** Reads a line without its line end. Never throws; nothing is delivered yet. */
  read(line: string): LineOutcome {
    return this.parser.parse(line, this.fields);
  }

  /** See {@link RecordParser.endLooksWhole}. */
  get endLooksWhole(): boolean {
    return this.parser.endLooksWhole;
  }

  /** The sensor's own clock in the record just read, in milliseconds; NaN when it has none. */
  get sensorTimeMs(): number {
    return this.fields.valueOf(this.timeSlot);
  }

  /** Puts the record just read into the samples, as of the monotonic time `nowS` in seconds. */
  deliver(samples: SampleTable, nowS: number): void {
    const { slots, values, length } = this.fields;
    for (let i = 0; i < length; i++) {
      const slot = slots[i]!;
      const row = this.rows[slot]!;
      if (row !== NO_ROW) {
        samples.put(row, values[i]! * this.scale[slot]! + this.offset[slot]!, nowS);
      }
    }
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
