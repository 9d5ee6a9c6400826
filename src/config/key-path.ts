// Splits dotted paths such as `channels.chain.velocity.critical` by the schema, because some keys contain dots themselves.
import type { z } from 'zod';
import { SENSOR_CHANNEL_NAMES } from '../../hal/schema/kinds.js';
import { BUILT_IN_ALARM_IDS } from './alarms.js';
import { keysAt, schemasBelow, unwrap } from './introspect.js';
import type { Path } from './problem.js';
import { ruleId } from './schema/alerts.js';
import { sensorChannel } from './schema/kinds.js';
import { configSchema } from './schema.js';

/**
 * The keys that a dotted path names. `isMap` says that the value is a map. The path may then end in a name with dots:
 * `channels.chain.velocity={critical: true}`. Never fails: in a part that the schema does not know, each dot separates two keys.
 */
export function splitKey(dotted: string, isMap: boolean): Path {
  let rest = dotted.split('.');
  let schemas: readonly z.core.$ZodType[] = [configSchema];
  const path: string[] = [];
  while (rest.length > 0) {
    const length = keyLength(rest, schemas, isMap);
    const key = rest.slice(0, length).join('.');
    path.push(key);
    schemas = schemasBelow(schemas, key);
    rest = rest.slice(length);
  }
  return path;
}

/** How many of the dot-separated parts make up the next key. */
function keyLength(parts: readonly string[], schemas: readonly z.core.$ZodType[], isMap: boolean): number {
  const names = schemas.map(dottedNames).find((known) => known !== undefined);
  if (names === undefined) return 1;
  for (let length = parts.length; length > 0; length--) {
    if (names.known.includes(parts.slice(0, length).join('.'))) return length;
  }
  if (names.settings === null || isMap || parts.length === 1) return parts.length;
  // A name that is not known, such as that of a channel of one's own: it ends before a part that is a setting.
  for (let length = parts.length - 1; length > 0; length--) {
    if (names.settings.includes(parts[length]!)) return length;
  }
  return parts.length - 1;
}

interface DottedNames {
  readonly known: readonly string[];
  /** The keys of the map below the name; null when there is the value. */
  readonly settings: readonly string[] | null;
}

function dottedNames(schema: z.core.$ZodType): DottedNames | undefined {
  const { def } = unwrap(schema)._zod;
  if (def.type !== 'record') return undefined;
  const { keyType, valueType } = def as z.core.$ZodRecordDef;
  const settings = unwrap(valueType)._zod.def.type === 'object' ? keysAt(valueType, []) : null;
  if (keyType === sensorChannel) return { known: SENSOR_CHANNEL_NAMES, settings };
  if (keyType === ruleId) return { known: BUILT_IN_ALARM_IDS, settings };
  return undefined;
}
