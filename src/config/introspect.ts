// Finds the keys that the schema knows at a path, for dotted paths and for suggestions.
import type { z } from 'zod';
import type { Path } from './problem.js';

type Schema = z.core.$ZodType;

/** The schema inside the wrappers for defaults, optional values and transformations. */
export function unwrap(schema: Schema): Schema {
  return layersOf(schema).at(-1) ?? schema;
}

/** A schema and the schemas inside its wrappers for defaults, optional values and transformations, from the outside in. */
export function layersOf(schema: Schema): Schema[] {
  const { def } = schema._zod;
  if ('innerType' in def) return [schema, ...layersOf(def.innerType as Schema)];
  return def.type === 'pipe' ? [schema, ...layersOf((def as z.core.$ZodPipeDef).in)] : [schema];
}

/** The schemas that a key may have below any of `schemas`. Below a union there can be several. */
export function schemasBelow(schemas: readonly Schema[], key: string): Schema[] {
  return schemas.flatMap(alternatives).flatMap((schema) => {
    const { def } = schema._zod;
    if (def.type === 'object') return (def as z.core.$ZodObjectDef).shape[key] ?? [];
    if (def.type === 'record') return (def as z.core.$ZodRecordDef).valueType;
    return def.type === 'array' ? (def as z.core.$ZodArrayDef).element : [];
  });
}

/** The keys that are known at a path. Empty where any name is allowed. */
export function keysAt(root: Schema, path: Path): string[] {
  const schemas = path.reduce<Schema[]>((above, key) => schemasBelow(above, key), [root]);
  return [...new Set(schemas.flatMap(alternatives).flatMap(keysOf))];
}

/** The kinds of a union, without their wrappers; the schema itself, without its wrappers, when it is not a union. */
export function alternatives(schema: Schema): Schema[] {
  const inner = unwrap(schema);
  const { def } = inner._zod;
  return def.type === 'union' ? (def as z.core.$ZodUnionDef).options.flatMap(alternatives) : [inner];
}

function keysOf(schema: Schema): string[] {
  const { def } = schema._zod;
  if (def.type === 'object') return Object.keys((def as z.core.$ZodObjectDef).shape);
  if (def.type !== 'record') return [];
  const names = (def as z.core.$ZodRecordDef).keyType._zod.values;
  return names === undefined ? [] : [...names].map(String);
}
