// Records like `1.55,131.9,5780`: columns in order, the same on every line.
import { isFieldList } from '../config.js';
import {
  type LineOutcome,
  type ParsedFields,
  type RecordParser,
  type RecordParserFactory,
  RecordShapeError,
} from '../record.js';

/** Blanks around a column belong to the separator, as sketches print `1.5, 2.5`. */
export const createCsvParser: RecordParserFactory = (records, slotOf) => {
  const [entry, ...others] = Object.entries(records);
  if (entry === undefined || others.length > 0 || !isFieldList(entry[1])) {
    throw new RecordShapeError('records: the format csv needs one record with the list of its columns');
  }
  return new CsvParser(entry[1].map(slotOf));
};

class CsvParser implements RecordParser {
  readonly endLooksWhole = true;

  constructor(private readonly slots: readonly number[]) {}

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
        return 'malformed';
      }
      numeric = addTrimmed(fields, slot, line, start, end) && numeric;
      start = end + 1;
    }
    if (columns !== this.slots.length) {
      return 'malformed';
    }
    if (numeric) {
      return 'good';
    }
    return isHeader(line) ? 'unknown' : 'malformed';
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

/** The line of names that a sketch prints when it starts: every column begins like a word. */
function isHeader(line: string): boolean {
  return /^\s*"?[A-Za-z_][^,]*(,\s*"?[A-Za-z_][^,]*)*$/.test(line);
}
