// What a record parser takes and gives: a line in, an outcome and numbered fields out.
import type { Records } from './fields.js';
import { FIELD, NumberField } from './number.js';

/** What became of a line. Every outcome but `good` is the name of the counter that it raises. */
export type LineOutcome = 'good' | 'checksum' | 'unknown' | 'malformed';

/** A field of a layout that is skipped. */
export const SKIPPED_SLOT = -1;

/** The fields of the record being read: pairs of slot and value, filled again for each line. */
export class ParsedFields {
  length = 0;
  readonly slots: Int32Array;
  /** NaN where the sensor spelled out that it has no value. */
  readonly values: Float64Array;
  private readonly number = new NumberField();

  /** @param capacity the most fields that one record can have */
  constructor(capacity: number) {
    this.slots = new Int32Array(capacity);
    this.values = new Float64Array(capacity);
  }

  clear(): void {
    this.length = 0;
  }

  add(slot: number, value: number): void {
    this.slots[this.length] = slot;
    this.values[this.length] = value;
    this.length++;
  }

  /**
   * Takes the field that `text` holds from `start` to `end`. An empty one adds nothing.
   *
   * @returns false when it is no number, and the record is to be dropped
   */
  addText(slot: number, text: string, start: number, end: number): boolean {
    if (slot === SKIPPED_SLOT) {
      return true;
    }
    const kind = this.number.read(text, start, end);
    if (kind === FIELD.number || kind === FIELD.notFinite) {
      this.add(slot, this.number.value);
    }
    return kind !== FIELD.invalid;
  }

  /** The value of a slot in this record, NaN when the record has none. */
  valueOf(slot: number): number {
    for (let i = 0; i < this.length; i++) {
      if (this.slots[i] === slot) {
        return this.values[i]!;
      }
    }
    return Number.NaN;
  }
}

/** One record format, made for the records of one port. */
export interface RecordParser {
  /** Whether the end of a record can pass for a whole one, so that the first line after an opening is not to be trusted. */
  readonly endLooksWhole: boolean;
  /**
   * Reads one line without its line end. Never throws; what `fields` holds counts only when the outcome is `good`.
   */
  parse(line: string, fields: ParsedFields): LineOutcome;
}

/**
 * Makes the parser of a format.
 *
 * @param records that suit the format
 * @param slotOf the slot of a field name, {@link SKIPPED_SLOT} for a skipped one
 */
export type RecordParserFactory = (records: Records, slotOf: (field: string) => number) => RecordParser;
