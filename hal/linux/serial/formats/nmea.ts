// The format of records like `$KPPCH,17,283,1.55,131.9,5780*5A`: an id, fields in order, a checksum.
import { lineOf, xorOf } from '../checksum.js';
import { fieldsInOrder, type Records } from '../fields.js';
import type { LineOutcome, ParsedFields, RecordParser } from '../record.js';
import { format } from './format.js';
import { textOf } from './writing.js';

interface Layout {
  readonly id: string;
  readonly slots: readonly number[];
}

const CHECKSUM_LENGTH = '*HH'.length;

/** The configuration names a record by the id after the `$`. */
export const nmea = format({
  name: 'nmea',
  example: '$KPPCH,17,283,1.55,131.9,5780*5A',
  fields: 'listed',
  isSingle: false,
  createParser: (records, slotOf) => new NmeaParser(layoutsOf(records, slotOf)),
  createWriter: (records) => (read) =>
    Object.entries(records).map(([id, fields]) =>
      lineOf([id, ...fieldsInOrder(fields).map((field) => textOf(field, read))].join(',')),
    ),
});

function layoutsOf(records: Records, slotOf: (field: string) => number): Layout[] {
  return Object.entries(records).map(([id, fields]) => ({ id, slots: fieldsInOrder(fields).map(slotOf) }));
}

class NmeaParser implements RecordParser {
  readonly endLooksWhole = false;

  constructor(private readonly layouts: readonly Layout[]) {}

  parse(line: string, fields: ParsedFields): LineOutcome {
    const star = line.length - CHECKSUM_LENGTH;
    if (star < 1 || line[0] !== '$' || line[star] !== '*') {
      return 'malformed';
    }
    const expected = readHexByte(line, star + 1);
    if (expected < 0) {
      return 'malformed';
    }
    if (xorOf(line, 1, star) !== expected) {
      return 'checksum';
    }
    for (const layout of this.layouts) {
      if (hasId(line, layout.id)) {
        return parseFields(line, 1 + layout.id.length, star, layout.slots, fields);
      }
    }
    return 'unknown';
  }
}

function hasId(line: string, id: string): boolean {
  const after = line[1 + id.length];
  return (after === ',' || after === '*') && line.startsWith(id, 1);
}

/** Reads `,field,field` from `start`, the end of the id, to `end`. */
function parseFields(
  line: string,
  start: number,
  end: number,
  slots: readonly number[],
  fields: ParsedFields,
): LineOutcome {
  fields.clear();
  let at = start;
  for (const slot of slots) {
    if (at >= end) {
      return 'malformed';
    }
    const comma = line.indexOf(',', at + 1);
    const fieldEnd = comma < 0 ? end : comma;
    if (!fields.addText(slot, line, at + 1, fieldEnd)) {
      return 'malformed';
    }
    at = fieldEnd;
  }
  return at === end ? 'good' : 'malformed';
}

/** Reads two hex digits, upper or lower case. Returns -1 when there are none. */
function readHexByte(text: string, at: number): number {
  const high = hexDigit(text.charCodeAt(at));
  const low = hexDigit(text.charCodeAt(at + 1));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) {
    return code - 0x30;
  }
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}
