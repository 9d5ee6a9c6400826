// The interface of a record parser: it takes a line and gives an outcome and numbered fields.
import type { Records } from '../fields.js';
import { spoiledAt } from './characters.js';
import { FIELD, NumberField, type NumberForm, STRICT } from './number.js';
import { NumberAdvice } from './number-advice.js';
import type { ReadingOptions } from './options.js';

/**
 * The result of reading a line. Each outcome but `none` is also the name of a counter. `none`: the line is not a record and is not
 * counted, for example a header or a part of a document.
 */
export type LineOutcome = 'good' | 'checksum' | 'unknown' | 'malformed' | 'oversized' | 'none';

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
  /** Documents over several lines that were given up since the last line, because another one began. */
  abandoned = 0;
  private readonly number: NumberField;
  private readonly advice: NumberAdvice;

  /**
   * @param capacity largest number of fields in one record
   * @param form how numbers are written
   */
  constructor(capacity: number, form: NumberForm = STRICT) {
    this.number = new NumberField(form);
    this.advice = new NumberAdvice(form);
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
      this.refuse('malformed', this.advice.reasonFor(text, start, end), start, end);
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

  /** Refuses a text with a control character or a byte order mark in it. @returns true when it was refused */
  refuseSpoiled(text: string, start = 0, end = text.length): boolean {
    const at = spoiledAt(text, start, end);
    if (at >= 0) {
      this.refuse('malformed', 'is a control character or the beginning of a byte order mark', at, at + 1);
    }
    return at >= 0;
  }

  /** Whether this record has a value for a slot. */
  has(slot: number): boolean {
    for (let i = 0; i < this.length; i++) {
      if (this.slots[i] === slot) {
        return true;
      }
    }
    return false;
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
  /** Forgets what earlier lines have begun. */
  restart?(): void;
}

/**
 * Makes the parser of a format.
 *
 * @param records records that suit the format
 * @param slotOf returns the slot of a field name; {@link SKIPPED_SLOT} for a skipped field
 * @param options the options of the port that the format uses
 */
export type RecordParserFactory = (
  records: Records,
  slotOf: (field: string) => number,
  options: ParserOptions,
) => RecordParser;

export interface ParserOptions extends ReadingOptions {
  /** Largest number of bytes of a record, over all its lines. */
  readonly maxLine: number;
}
