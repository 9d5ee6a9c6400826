// The format of records like `$KPPCH,17,283,1.55,131.9,5780*5A`: an id, fields in order, a checksum.
import { lineOf, xorOf } from '../checksum.js';
import { fieldsInOrder, type Records } from '../fields.js';
import { isBlank } from '../reading/characters.js';
import type { ReadingOptions } from '../reading/options.js';
import type { LineOutcome, ParsedFields, RecordParser } from '../reading/record.js';
import { format } from './format.js';
import { textOf } from './writing.js';

interface Layout {
  readonly id: string;
  readonly slots: readonly number[];
  readonly tooFew: string;
  readonly tooMany: string;
}

const NUL = 0;
const NO_CHECKSUM = -1;

/**
 * The configuration names a record by the id after the `$`. These are taken too, because nothing else can be meant: blanks and NUL
 * behind the checksum, a checksum below 10 (hexadecimal) with one digit, and a tag block of NMEA 4 before the `$` (`\s:x*hh\`), which is skipped.
 */
export const nmea = format({
  name: 'nmea',
  example: '$KPPCH,17,283,1.55,131.9,5780*5A',
  fields: 'listed',
  isSingle: false,
  numbers: 'strict',
  options: ['numbers', 'units', 'checksum', 'extraFields'],
  createParser: (records, slotOf, options) => new NmeaParser(layoutsOf(records, slotOf), options),
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
      tooMany: `${id} has more fields than the ${slots.length} that are configured; \`extraFields: ignore\` takes them`,
    };
  });
}

class NmeaParser implements RecordParser {
  readonly endLooksWhole = false;
  private readonly needsChecksum: boolean;
  private readonly ignoresExtra: boolean;

  constructor(
    private readonly layouts: readonly Layout[],
    { checksum, extraFields }: ReadingOptions,
  ) {
    this.needsChecksum = checksum !== 'optional';
    this.ignoresExtra = extraFields === 'ignore';
  }

  parse(line: string, fields: ParsedFields): LineOutcome {
    const begin = skipTagBlock(line);
    const end = dropPadding(line);
    if (line[begin] !== '$' || end <= begin) {
      return fields.refuse('malformed', 'the line does not begin with $');
    }
    const star = line.lastIndexOf('*', end - 1);
    if (star < begin && !this.needsChecksum) {
      return this.parseBody(line, begin + 1, end, fields);
    }
    const expected = star < begin ? NO_CHECKSUM : readChecksum(line, star + 1, end);
    if (expected === NO_CHECKSUM) {
      return fields.refuse(
        'malformed',
        'the line does not end with a checksum, * and two hexadecimal digits',
      );
    }
    if (xorOf(line, begin + 1, star) !== expected) {
      return fields.refuse(
        end - star < CHECKSUM_LENGTH ? 'malformed' : 'checksum',
        'is not the checksum of the line',
        star,
        end,
      );
    }
    return this.parseBody(line, begin + 1, star, fields);
  }

  /** Reads the id and the fields between `begin` and `end`. */
  private parseBody(line: string, begin: number, end: number, fields: ParsedFields): LineOutcome {
    if (fields.refuseSpoiled(line, begin, end)) {
      return 'malformed';
    }
    const idEnd = endOfField(line, begin, end);
    for (const layout of this.layouts) {
      if (idEnd - begin === layout.id.length && line.startsWith(layout.id, begin)) {
        return this.parseFields(line, idEnd, end, layout, fields);
      }
    }
    return fields.refuse('unknown', 'is not the id of a record of this port', begin, idEnd);
  }

  /** Reads `,field,field` from the end of the id to `end`. */
  private parseFields(
    line: string,
    start: number,
    end: number,
    layout: Layout,
    fields: ParsedFields,
  ): LineOutcome {
    fields.clear();
    let at = start;
    for (const slot of layout.slots) {
      if (at >= end) {
        return fields.refuse('malformed', layout.tooFew);
      }
      const fieldEnd = endOfField(line, at + 1, end);
      if (!fields.addText(slot, line, at + 1, fieldEnd)) {
        return 'malformed';
      }
      at = fieldEnd;
    }
    return at === end || this.ignoresExtra ? 'good' : fields.refuse('malformed', layout.tooMany);
  }
}

const CHECKSUM_LENGTH = '*HH'.length;

/** The index behind the tag block; 0 when there is none. */
function skipTagBlock(line: string): number {
  return line[0] === '\\' ? line.indexOf('\\', 1) + 1 : 0;
}

/** The end of the line without blanks and NUL. */
function dropPadding(line: string): number {
  let end = line.length;
  while (end > 0 && (isBlank(line.charCodeAt(end - 1)) || line.charCodeAt(end - 1) === NUL)) {
    end--;
  }
  return end;
}

function endOfField(line: string, start: number, end: number): number {
  const comma = line.indexOf(',', start);
  return comma < 0 || comma > end ? end : comma;
}

/** Reads one or two hex digits, upper or lower case, from `start` to `end`. */
function readChecksum(text: string, start: number, end: number): number {
  const digits = end - start;
  const first = hexDigit(text.charCodeAt(start));
  const last = hexDigit(text.charCodeAt(end - 1));
  if (digits < 1 || digits > 2 || first < 0 || last < 0) {
    return NO_CHECKSUM;
  }
  return digits === 2 ? first * 16 + last : last;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) {
    return code - 0x30;
  }
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}
