// The format of records like `$KPPCH,17,283,1.55,131.9,5780*5A`: an id, fields in order, a checksum.
import { lineOf, xorOf } from '../checksum.js';
import { fieldsInOrder, type Records } from '../fields.js';
import type { LineOutcome, ParsedFields, RecordParser } from '../reading/record.js';
import { format } from './format.js';
import { textOf } from './writing.js';

interface Layout {
  readonly id: string;
  readonly slots: readonly number[];
  readonly tooFew: string;
  readonly tooMany: string;
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
  return Object.entries(records).map(([id, fields]) => {
    const slots = fieldsInOrder(fields).map(slotOf);
    return {
      id,
      slots,
      tooFew: `${id} has fewer fields than the ${slots.length} that are configured`,
      tooMany: `${id} has more fields than the ${slots.length} that are configured`,
    };
  });
}

class NmeaParser implements RecordParser {
  readonly endLooksWhole = false;

  constructor(private readonly layouts: readonly Layout[]) {}

  parse(line: string, fields: ParsedFields): LineOutcome {
    const star = line.length - CHECKSUM_LENGTH;
    if (line[0] !== '$') {
      return fields.refuse('malformed', 'the line does not begin with $');
    }
    const expected = star < 1 || line[star] !== '*' ? -1 : readHexByte(line, star + 1);
    if (expected < 0) {
      return fields.refuse(
        'malformed',
        'the line does not end with a checksum, * and two hexadecimal digits',
      );
    }
    if (xorOf(line, 1, star) !== expected) {
      return fields.refuse('checksum', 'is not the checksum of the line', star, line.length);
    }
    for (const layout of this.layouts) {
      if (hasId(line, layout.id)) {
        return parseFields(line, star, layout, fields);
      }
    }
    return fields.refuse('unknown', 'is not the id of a record of this port', 1, endOfId(line, star));
  }
}

function hasId(line: string, id: string): boolean {
  const after = line[1 + id.length];
  return (after === ',' || after === '*') && line.startsWith(id, 1);
}

function endOfId(line: string, star: number): number {
  const comma = line.indexOf(',');
  return comma < 0 ? star : comma;
}

/** Reads `,field,field` from the end of the id to `end`. */
function parseFields(line: string, end: number, layout: Layout, fields: ParsedFields): LineOutcome {
  fields.clear();
  let at = 1 + layout.id.length;
  for (const slot of layout.slots) {
    if (at >= end) {
      return fields.refuse('malformed', layout.tooFew);
    }
    const comma = line.indexOf(',', at + 1);
    const fieldEnd = comma < 0 ? end : comma;
    if (!fields.addText(slot, line, at + 1, fieldEnd)) {
      return 'malformed';
    }
    at = fieldEnd;
  }
  return at === end ? 'good' : fields.refuse('malformed', layout.tooMany);
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
