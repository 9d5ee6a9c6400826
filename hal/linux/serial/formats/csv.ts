// The format of records like `1.55,131.9,5780`: the same columns on every line.
import { fieldsInOrder } from '../fields.js';
import type { LineOutcome, ParsedFields, RecordParser } from '../reading/record.js';
import { format } from './format.js';
import { textOf } from './writing.js';

/** Blanks around a column are ignored, because Arduino sketches often print `1.5, 2.5`. */
export const csv = format({
  name: 'csv',
  example: '1.55,131.9,5780',
  fields: 'listed',
  isSingle: true,
  createParser: (records, slotOf) => new CsvParser(Object.values(records).flatMap(fieldsInOrder).map(slotOf)),
  createWriter: (records) => (read) =>
    Object.values(records).map((fields) =>
      fieldsInOrder(fields)
        .map((field) => textOf(field, read))
        .join(','),
    ),
});

class CsvParser implements RecordParser {
  readonly endLooksWhole = true;

  private readonly tooFew: string;
  private readonly tooMany: string;

  constructor(private readonly slots: readonly number[]) {
    this.tooFew = `the line has fewer columns than the ${slots.length} that are configured`;
    this.tooMany = `the line has more columns than the ${slots.length} that are configured`;
  }

  parse(line: string, fields: ParsedFields): LineOutcome {
    fields.clear();
    let columns = 0;
    let numeric = true;
    let start = 0;
    while (start <= line.length) {
      const comma = line.indexOf(',', start);
      const end = comma < 0 ? line.length : comma;
      const slot = this.slots[columns++];
      if (slot === undefined) {
        return fields.refuse('malformed', this.tooMany);
      }
      numeric = addTrimmed(fields, slot, line, start, end) && numeric;
      start = end + 1;
    }
    if (columns !== this.slots.length) {
      return fields.refuse('malformed', this.tooFew);
    }
    if (numeric) {
      return 'good';
    }
    return isHeader(line) ? fields.refuse('unknown', 'the line has names and no numbers') : 'malformed';
  }
}

function addTrimmed(fields: ParsedFields, slot: number, line: string, start: number, end: number): boolean {
  let from = start;
  let to = end;
  while (from < to && isBlank(line.charCodeAt(from))) {
    from++;
  }
  while (to > from && isBlank(line.charCodeAt(to - 1))) {
    to--;
  }
  return fields.addText(slot, line, from, to);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Whether a line is the header with column names that a sketch prints at its start: every column begins like a word. */
function isHeader(line: string): boolean {
  return /^\s*"?[A-Za-z_][^,]*(,\s*"?[A-Za-z_][^,]*)*$/.test(line);
}
