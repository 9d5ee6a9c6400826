// The format of records like `v=1.25 a=0.1`: named values in any order, separated by blanks or commas.
import { keyedFields } from '../fields.js';
import { type LineOutcome, type ParsedFields, type RecordParser, SKIPPED_SLOT } from '../reading/record.js';
import { format, noneOf } from './format.js';
import { numberText, pairsOf } from './writing.js';

/** Keys that no record names are skipped, so a sketch may print more. A line without a known key is `unknown`. */
export const keyvalue = format({
  name: 'keyvalue',
  example: 'v=1.25 a=0.1',
  fields: 'named',
  isSingle: false,
  createParser: (records, slotOf) =>
    new KeyValueParser(new Map(keyedFields(records).map(([key, field]) => [key, slotOf(field)]))),
  createWriter: (records) => (read) => {
    const pairs = pairsOf(records, read).map(([key, value]) => `${key}=${numberText(value)}`);
    return pairs.length === 0 ? [] : [pairs.join(' ')];
  },
});

class KeyValueParser implements RecordParser {
  readonly endLooksWhole = true;

  private readonly noKnownKey: string;

  constructor(private readonly slots: ReadonlyMap<string, number>) {
    this.noKnownKey = noneOf([...slots.keys()]);
  }

  parse(line: string, fields: ParsedFields): LineOutcome {
    fields.clear();
    let known = false;
    let start = skipSeparators(line, 0);
    while (start < line.length) {
      const end = endOfPair(line, start);
      const equals = line.indexOf('=', start);
      if (equals <= start || equals >= end) {
        return fields.refuse('malformed', 'is not key=value', start, end);
      }
      const slot = this.slots.get(line.slice(start, equals));
      if (slot !== undefined) {
        known = true;
        if (slot !== SKIPPED_SLOT && hasSlot(fields, slot)) {
          return fields.refuse('malformed', 'repeats a key of the line', start, end);
        }
        if (!fields.addText(slot, line, equals + 1, end)) {
          return 'malformed';
        }
      }
      start = skipSeparators(line, end);
    }
    return known ? 'good' : fields.refuse('unknown', this.noKnownKey);
  }
}

function hasSlot(fields: ParsedFields, slot: number): boolean {
  for (let i = 0; i < fields.length; i++) {
    if (fields.slots[i] === slot) {
      return true;
    }
  }
  return false;
}

function isSeparator(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x2c;
}

function skipSeparators(line: string, start: number): number {
  let at = start;
  while (at < line.length && isSeparator(line.charCodeAt(at))) {
    at++;
  }
  return at;
}

function endOfPair(line: string, start: number): number {
  let at = start;
  while (at < line.length && !isSeparator(line.charCodeAt(at))) {
    at++;
  }
  return at;
}
