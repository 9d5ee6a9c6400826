// Traits of a key besides its type: whether it may change at run time, and whether its value is secret.
import { z } from 'zod';
import { layersOf, schemasBelow } from '../introspect.js';
import type { Path } from '../problem.js';

export interface Traits {
  /** A running controller takes over a new value. Without this trait the value waits for the next start. */
  readonly isReloadable?: true;
  /** `value`: the value is never shown. `mistake`: a wrong value is not shown, because it may contain a password. */
  readonly secret?: 'value' | 'mistake';
}

const registry = z.registry<Traits>();

/** Marks a key, or every key of a section, that may change while the controller runs. */
export function reloadable<T extends z.ZodType>(schema: T): T {
  return withTraits(schema, { isReloadable: true });
}

export function secret<T extends z.ZodType>(schema: T, what: Traits['secret'] & string = 'value'): T {
  return withTraits(schema, { secret: what });
}

/** The traits of the key at a path below `root`, including those of the sections around it. */
export function traitsAt(root: z.core.$ZodType, path: Path): Traits {
  let schemas: readonly z.core.$ZodType[] = [root];
  let traits: Traits = {};
  for (const key of path) {
    schemas = schemasBelow(schemas, key);
    for (const layer of schemas.flatMap(layersOf)) traits = { ...traits, ...registry.get(layer) };
  }
  return traits;
}

function withTraits<T extends z.ZodType>(schema: T, more: Traits): T {
  registry.add(schema, { ...registry.get(schema), ...more });
  return schema;
}
