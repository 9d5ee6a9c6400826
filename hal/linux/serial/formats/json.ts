// The format of records like `{"v": 1.25, "motor": {"speed": 39.3}}`: one object a line.
import { keyedFields } from '../fields.js';
import { type LineOutcome, type ParsedFields, type RecordParser, SKIPPED_SLOT } from '../reading/record.js';
import { format, noneOf } from './format.js';
import { pairsOf } from './writing.js';

interface Key {
  readonly name: string;
  readonly path: readonly string[];
  readonly slot: number;
}

const ABSENT = Symbol('absent');

/**
 * Keys that no record names are skipped. An object without a known key is `unknown`. `null`, `"nan"`, `"inf"` and the
 * bare `NaN` and `Infinity` that some libraries print mean that there is no value. `""` is an empty field.
 */
export const json = format({
  name: 'json',
  example: '{"v": 1.25, "motor": {"speed": 39.3}}',
  fields: 'named',
  isSingle: false,
  createParser: (records, slotOf) =>
    new JsonParser(
      keyedFields(records).map(([name, field]) => ({ name, path: name.split('.'), slot: slotOf(field) })),
    ),
  createWriter: (records) => (read) => {
    const pairs = pairsOf(records, read);
    return pairs.length === 0 ? [] : [JSON.stringify(Object.fromEntries(pairs))];
  },
});

class JsonParser implements RecordParser {
  readonly endLooksWhole = false;

  private readonly noKnownKey: string;

  constructor(private readonly keys: readonly Key[]) {
    this.noKnownKey = noneOf(keys.map(({ name }) => name));
  }

  parse(line: string, fields: ParsedFields): LineOutcome {
    fields.clear();
    const record = parseJson(line);
    if (!isObject(record)) {
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
        return fields.refuse('malformed', `the value of ${key.name} is not a number`);
      }
    }
    return known ? 'good' : fields.refuse('unknown', this.noKnownKey);
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return parseWithBareNotFinite(line);
  }
}

const BARE_NOT_FINITE = /([:[,]\s*)[-+]?(?:nan|inf|infinity)(?=\s*[,\]}])/gi;

function parseWithBareNotFinite(line: string): unknown {
  const plain = line.replace(BARE_NOT_FINITE, '$1null');
  try {
    return plain === line ? undefined : JSON.parse(plain);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Looks for the whole key first, and then for the path with the same spelling. */
function lookUp(record: Record<string, unknown>, key: Key): unknown {
  if (Object.hasOwn(record, key.name)) {
    return record[key.name];
  }
  let value: unknown = record;
  for (const step of key.path) {
    if (!isObject(value) || !Object.hasOwn(value, step)) {
      return ABSENT;
    }
    value = value[step];
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
