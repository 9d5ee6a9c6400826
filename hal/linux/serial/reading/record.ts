// The interface of a record parser: it takes a line and gives an outcome and numbered fields.
import type { Records } from '../fields.js';
import { FIELD, NumberField } from './number.js';

/** The result of reading a line. Each outcome is also the name of a counter. */
export type LineOutcome = 'good' | 'checksum' | 'unknown' | 'malformed';

/** The slot of a field that is skipped. */
export const SKIPPED_SLOT = -1;

/** The fields of the present record: pairs of slot and value. It is reused for each line. */
export class ParsedFields {
  length = 0;
  readonly slots: Int32Array;
  /** NaN when the sensor reports that it has no value. */
  readonly values: Float64Array;
  /** Why the last line could not be read: see {@link refuse}. */
  reason = '';
  reasonStart = 0;
  reasonEnd = 0;
  private readonly number = new NumberField();

  /** @param capacity largest number of fields in one record */
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
   * Adds the field in `text` from `start` to `end`. An empty field adds nothing.
   *
   * @returns false when the field is not a number. The reason is then noted, and the record must be dropped
   */
  addText(slot: number, text: string, start: number, end: number): boolean {
    if (slot === SKIPPED_SLOT) {
      return true;
    }
    const kind = this.number.read(text, start, end);
    if (kind === FIELD.number || kind === FIELD.notFinite) {
      this.add(slot, this.number.value);
    }
    if (kind === FIELD.invalid) {
      this.refuse('malformed', 'is not a number', start, end);
    }
    return kind !== FIELD.invalid;
  }

  /**
   * Notes why a line cannot be read.
   *
   * @param reason a clause; its subject is the part of the line from `start` to `end`, when this part is not empty
   * @returns `outcome`
   */
  refuse(outcome: LineOutcome, reason: string, start = 0, end = start): LineOutcome {
    this.reason = reason;
    this.reasonStart = start;
    this.reasonEnd = end;
    return outcome;
  }

  /** The value of a slot in this record; NaN when the record has none. */
  valueOf(slot: number): number {
    for (let i = 0; i < this.length; i++) {
      if (this.slots[i] === slot) {
        return this.values[i]!;
      }
    }
    return Number.NaN;
  }
}

/** A parser of one record format for the records of one port. */
export interface RecordParser {
  /** True when the end of a record can look like a whole record. Then the first line after an opening must be dropped. */
  readonly endLooksWhole: boolean;
  /**
   * Reads one line without its line end. Never throws. `fields` has the values when the outcome is `good`, else the reason.
   */
  parse(line: string, fields: ParsedFields): LineOutcome;
}

/**
 * Makes the parser of a format.
 *
 * @param records records that suit the format
 * @param slotOf returns the slot of a field name; {@link SKIPPED_SLOT} for a skipped field
 */
export type RecordParserFactory = (records: Records, slotOf: (field: string) => number) => RecordParser;
