// The format of records like `{"v": 1.25, "motor": {"speed": 39.3}}`: one object, on one line or over several.
import { keyedFields } from '../fields.js';
import { type LineOutcome, type ParsedFields, type RecordParser, SKIPPED_SLOT } from '../reading/record.js';
import { format, noneOf } from './format.js';
import { JsonLines } from './json-lines.js';
import { pairsOf } from './writing.js';

interface Key {
  readonly name: string;
  readonly path: readonly string[];
  readonly slot: number;
}

const ABSENT = Symbol('absent');
const INDEX = /^(0|[1-9]\d{0,3})$/;

/**
 * A key is a dotted path, where a number is the index of an array. Keys that no record names are skipped. An object without a known
 * key is `unknown`. `null`, `"nan"`, `"inf"` and the bare `NaN`, `Infinity` and `ovf` that some libraries print mean that there is no
 * value. `""` is an empty field.
 */
export const json = format({
  name: 'json',
  example: '{"v": 1.25, "motor": {"speed": 39.3}}',
  fields: 'named',
  isSingle: false,
  numbers: 'loose',
  options: ['numbers', 'units', 'decimal'],
  createParser: (records, slotOf, { maxLine }) =>
    new JsonParser(
      keyedFields(records).map(([name, field]) => ({ name, path: name.split('.'), slot: slotOf(field) })),
      maxLine,
    ),
  createWriter: (records) => (read) => {
    const pairs = pairsOf(records, read);
    return pairs.length === 0 ? [] : [JSON.stringify(Object.fromEntries(pairs))];
  },
});

class JsonParser implements RecordParser {
  readonly endLooksWhole = false;
  private readonly lines: JsonLines;
  private readonly noKnownKey: string;
  /** Whether the record may be an array: then a path begins with an index. */
  private readonly takesArray: boolean;

  constructor(
    private readonly keys: readonly Key[],
    maxLine: number,
  ) {
    this.lines = new JsonLines(maxLine);
    this.noKnownKey = noneOf(keys.map(({ name }) => name));
    this.takesArray = keys.some(({ path }) => INDEX.test(path[0] ?? ''));
  }

  restart(): void {
    this.lines.restart();
  }

  parse(line: string, fields: ParsedFields): LineOutcome {
    fields.clear();
    if (fields.refuseSpoiled(line)) {
      this.restart();
      return 'malformed';
    }
    const { lines } = this;
    const state = lines.take(line);
    fields.abandoned += lines.takeAbandoned();
    switch (state) {
      case 'open':
        return 'none';
      case 'too long':
        return fields.refuse('oversized', 'the document is longer than `maxLine` allows');
      case 'broken':
        return fields.refuse('malformed', 'the line is not a JSON object');
      case 'whole':
        return this.addValues(lines.value, fields);
    }
  }

  private addValues(record: unknown, fields: ParsedFields): LineOutcome {
    if (!isObject(record) && !(this.takesArray && Array.isArray(record))) {
      return fields.refuse('malformed', 'the line is not a JSON object');
    }
    let known = false;
    for (const key of this.keys) {
      const value = lookUp(record, key);
      if (value === ABSENT) {
        continue;
      }
      known = true;
      if (key.slot !== SKIPPED_SLOT && !addValue(fields, key.slot, value)) {
        const reason =
          typeof value === 'string' ? `, \`${value.slice(0, 20)}\`, ${fields.reason}` : ' is not a number';
        return fields.refuse('malformed', `the value of ${key.name}${reason}`);
      }
    }
    return known ? 'good' : fields.refuse('unknown', this.noKnownKey);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Looks for the whole key first, and then for the path with the same spelling. */
function lookUp(record: Record<string, unknown> | readonly unknown[], key: Key): unknown {
  if (isObject(record) && Object.hasOwn(record, key.name)) {
    return record[key.name];
  }
  let value: unknown = record;
  for (const step of key.path) {
    if (Array.isArray(value) && INDEX.test(step) && Number(step) < value.length) {
      value = value[Number(step)];
    } else if (isObject(value) && Object.hasOwn(value, step)) {
      value = value[step];
    } else {
      return ABSENT;
    }
  }
  return value;
}

function addValue(fields: ParsedFields, slot: number, value: unknown): boolean {
  if (typeof value === 'number' && Number.isFinite(value)) {
    fields.add(slot, value);
    return true;
  }
  if (value === null) {
    fields.add(slot, Number.NaN);
    return true;
  }
  return typeof value === 'string' && fields.addText(slot, value, 0, value.length);
}
