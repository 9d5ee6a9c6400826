// Reads the records of one port and leaves their fields, scaled, as samples of its channels.
import { HalError } from '../../hal.js';
import type { SampleTable } from '../../samples.js';
import { fieldNames, isFieldList, SENSOR_TIME_FIELD, type SerialPortConfig } from './config.js';
import { RECORD_FORMATS } from './formats/index.js';
import {
  type LineOutcome,
  ParsedFields,
  type RecordParser,
  RecordShapeError,
  SKIPPED_SLOT,
} from './record.js';

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

  /**
   * @param source names the port in errors
   * @throws HalError when the configured records do not suit the configured format
   */
  constructor(source: string, config: SerialPortConfig) {
    this.names = fieldNames(config.records);
    this.timeSlot = this.names.indexOf(SENSOR_TIME_FIELD);
    this.rows = new Int32Array(this.names.length).fill(NO_ROW);
    this.scale = Float64Array.from(this.names, (name) => config.scale?.[name] ?? 1);
    this.offset = Float64Array.from(this.names, (name) => config.offset?.[name] ?? 0);
    this.parser = createParser(source, config, this.names);
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

function countFields(records: SerialPortConfig['records']): number {
  return Object.values(records).reduce(
    (sum, fields) => sum + (isFieldList(fields) ? fields.length : Object.keys(fields).length),
    0,
  );
}

function createParser(source: string, config: SerialPortConfig, names: readonly string[]): RecordParser {
  const format = config.format ?? 'nmea';
  const slots = new Map(names.map((name, slot) => [name, slot]));
  try {
    return RECORD_FORMATS[format](config.records, (field) => slots.get(field) ?? SKIPPED_SLOT);
  } catch (error) {
    if (error instanceof RecordShapeError) {
      const fix = `Correct hal.${source}.records, or its format (now ${format}).`;
      throw new HalError('not_supported', `hal.${source}.${error.message}.`, fix, { cause: error });
    }
    throw error;
  }
}
