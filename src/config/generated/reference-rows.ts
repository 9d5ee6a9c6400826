// Makes one row of the reference for each key below a section: its values, unit, default and meaning.
import type { JsonSchema } from './json-schema.js';

export interface Row {
  /** Begins with the section; `<name>` stands for any name, `[]` for any item. */
  readonly path: readonly string[];
  readonly value: string;
  /** Empty for a ratio, a count, and a value that is not a number. */
  readonly unit: string;
  readonly standard: string;
  readonly meaning: string;
}

/** A longer list of names is described, not listed. */
const MOST_LISTED = 12;

/**
 * Rows of all keys below a schema, in its order. A key that all kinds of a part share has one row.
 *
 * @param schema without references, see `withoutReferences`
 */
export function rowsBelow(schema: JsonSchema, path: readonly string[]): Row[] {
  const kinds = alternatives(schema).filter(isContainer);
  if (kinds.length > 0) return rowsOfKinds(kinds, path);
  const rows = Object.entries(schema.properties ?? {}).flatMap(([key, child]) => {
    const standard = schema.required?.includes(key) === true ? '*required*' : standardOf(child);
    return [rowOf(child, [...path, key], standard), ...rowsBelow(child, [...path, key])];
  });
  if (isSchema(schema.additionalProperties))
    rows.push(...rowsBelow(schema.additionalProperties, [...path, '<name>']));
  if (isSchema(schema.items)) rows.push(...rowsBelow(schema.items, [...path, '[]']));
  return rows;
}

function rowsOfKinds(kinds: readonly JsonSchema[], path: readonly string[]): Row[] {
  const shared = new Map<string, { row: Row; names: string[] }>();
  for (const kind of kinds) {
    for (const row of rowsBelow(kind, path)) {
      const key = JSON.stringify(row);
      const known = shared.get(key);
      if (known === undefined) shared.set(key, { row, names: [nameOf(kind)] });
      else known.names.push(nameOf(kind));
    }
  }
  return [...shared.values()].map(({ row, names }) =>
    names.length === kinds.length ? row : { ...row, meaning: `${names.join(', ')}: ${row.meaning}` },
  );
}

function rowOf(schema: JsonSchema, path: readonly string[], standard: string): Row {
  const [, meaning = '', unit = ''] =
    /^([\s\S]*?)(?:, in ([^,;:]{1,8}))?$/.exec(schema.description ?? '') ?? [];
  return { path, value: valueText(schema), unit, standard, meaning };
}

function standardOf(schema: JsonSchema): string {
  if (schema.default === undefined) return '-';
  return `\`${typeof schema.default === 'string' ? schema.default : JSON.stringify(schema.default)}\``;
}

function valueText(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum !== undefined) return namesText(schema);
  // The name of a channel: one of a list, or one of your own.
  if (schema.anyOf !== undefined && schema.sharedDescription !== undefined) return schema.sharedDescription;
  const kinds = alternatives(schema);
  if (kinds.length > 0) return [...new Set(kinds.map(valueText))].join(' or ');
  if (schema.items !== undefined) return `list of: ${valueText(schema.items)}`;
  if (schema.properties !== undefined) return 'map';
  if (isSchema(schema.additionalProperties)) return `map of: ${valueText(schema.additionalProperties)}`;
  switch (schema.type) {
    case 'boolean':
      return '`true`, `false`';
    case 'number':
      return rangeText('number', schema);
    case 'integer':
      return rangeText('whole number', schema);
    default:
      return 'text';
  }
}

function namesText({ enum: names = [], sharedDescription = 'a name' }: JsonSchema): string {
  return names.length > MOST_LISTED ? sharedDescription : names.map((name) => `\`${name}\``).join(', ');
}

function rangeText(what: string, { minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  const least = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? minimum : undefined;
  if (exclusiveMinimum !== undefined) {
    return `${what} above ${exclusiveMinimum}${most === undefined ? '' : `, at most ${most}`}`;
  }
  if (least !== undefined && most !== undefined) return `${what}, ${least} to ${most}`;
  if (least !== undefined) return `${what}, at least ${least}`;
  return most === undefined ? what : `${what}, at most ${most}`;
}

/** The name of one kind of a part: the value of the key that selects the kind, else its description. */
function nameOf({ properties = {}, description = 'this kind' }: JsonSchema): string {
  const naming = Object.values(properties).find(
    (key) => key.const !== undefined && key.default === undefined,
  );
  return naming === undefined ? description : `\`${naming.const}\``;
}

function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  return schema.anyOf ?? schema.oneOf ?? [];
}

function isSchema(schema: JsonSchema | boolean | undefined): schema is JsonSchema {
  return typeof schema === 'object';
}

/** True for a map or a list, which may have keys below it. */
function isContainer(schema: JsonSchema): boolean {
  return [schema.properties, schema.items, schema.additionalProperties, schema.anyOf, schema.oneOf].some(
    isObject,
  );
}

function isObject(value: unknown): boolean {
  return typeof value === 'object';
}
