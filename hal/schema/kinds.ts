// The building blocks of the configuration's schema: numbers with units and ranges, names, and channels of sensors.
import { z } from 'zod';
import { SENSOR_CHANNELS } from '../channels.js';

export interface Range {
  /** SI symbol; missing for a ratio or a count. */
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  /** The value must be larger than this. */
  readonly above?: number;
}

/** A finite number. Unit and range become part of the description and of the error message. */
export function quantity(description: string, range: Range = {}): z.ZodNumber {
  const error = `must be a number${rangeText(range)}`;
  return withRange(z.number({ error }), range, error).describe(describeWithUnit(description, range));
}

/** A whole number; see {@link quantity}. */
export function count(description: string, range: Range): z.ZodNumber {
  const error = `must be a whole number${rangeText(range)}`;
  return withRange(z.int({ error }), range, error).describe(describeWithUnit(description, range));
}

/** Text that matches `pattern`. `what` describes the allowed text, in words that follow "must be". */
export function text(description: string, pattern: RegExp, what: string): z.ZodString {
  const error = `must be ${what}`;
  return z.string({ error }).regex(pattern, { error }).describe(description);
}

/** The path of a file. A relative path starts at the folder in which the program is started. */
export function filePath(description: string): z.ZodString {
  const error = 'must be the path of a file';
  return z.string({ error }).min(1, { error }).describe(description);
}

export function flag(description: string): z.ZodBoolean {
  return z.boolean().describe(description);
}

/** The name of a port, a pin or an output. It becomes part of paths and topics. */
export const partName = text(
  'a name of your choice',
  /^[A-Za-z][A-Za-z0-9_-]{0,31}$/,
  'a name of at most 32 letters, digits, _ and -, beginning with a letter',
);

/** Channels that a sensor can provide, apart from those that the configuration declares. */
export const SENSOR_CHANNEL_NAMES: readonly string[] = SENSOR_CHANNELS.map(({ name }) => name);

/** What a key takes whose value, or whose own name, is that of a channel. */
export interface ChannelUse {
  /** The names that it takes besides those of the channels that the configuration declares. */
  readonly known: readonly string[];
  /** Says what it takes, in words that follow the key. */
  readonly error: string;
}

const channelUses = z.registry<ChannelUse>();

/** The JSON Schema of a channel that a configuration may declare. */
const OWN_CHANNEL = {
  type: 'string',
  pattern: '^[A-Za-z0-9]+([.][A-Za-z0-9]+)+$',
  description: 'a channel of your own',
};

/**
 * The name of a channel. The schema takes any text, because it does not see which channels the configuration declares:
 * `src/config/channel-names.ts` checks the names.
 */
export function channelName(id: string, description: string, { known, error }: ChannelUse): z.ZodString {
  const schema = z
    .string({ error })
    .meta({ id, description, anyOf: [{ type: 'string', enum: known }, OWN_CHANNEL] });
  channelUses.add(schema, { known, error });
  return schema;
}

/** What a schema takes that {@link channelName} made, also after `describe`; undefined for any other schema. */
export function channelUseOf(schema: z.core.$ZodType): ChannelUse | undefined {
  return channelUses.get(schema);
}

export const sensorChannel = channelName('sensorChannel', 'a channel that a sensor can provide', {
  known: SENSOR_CHANNEL_NAMES,
  error: 'must be the name of a channel that a sensor can provide',
});

/** A map from channels to values. */
export function byChannel<T extends z.ZodType>(value: T): z.ZodRecord<z.ZodString, T> {
  return z.record(sensorChannel, value);
}

/** Seconds without a good sample after which a source's channels are stale. */
export const staleAfter = quantity('time without a good sample after which the quality becomes stale', {
  unit: 's',
  above: 0,
  max: 3600,
}).default(0.2);

function withRange(schema: z.ZodNumber, { min, max, above }: Range, error: string): z.ZodNumber {
  let ranged = schema;
  if (min !== undefined) ranged = ranged.min(min, { error });
  if (above !== undefined) ranged = ranged.gt(above, { error });
  if (max !== undefined) ranged = ranged.max(max, { error });
  return ranged;
}

function rangeText({ unit, min, max, above }: Range): string {
  const suffix = unit === undefined ? '' : ` (${unit})`;
  if (above !== undefined) return ` above ${above}${max === undefined ? '' : ` and at most ${max}`}${suffix}`;
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}${suffix}`;
  if (min !== undefined) return ` of at least ${min}${suffix}`;
  if (max !== undefined) return ` of at most ${max}${suffix}`;
  return suffix;
}

function describeWithUnit(description: string, { unit }: Range): string {
  return unit === undefined ? description : `${description}, in ${unit}`;
}

/** A type that is read-only in all its parts. The program gets its configuration in this form. */
export type ReadonlyDeep<T> = T extends object ? { readonly [K in keyof T]: ReadonlyDeep<T[K]> } : T;

type SchemasOf<T extends readonly { readonly schema: z.ZodType }[]> = { [I in keyof T]: T[I]['schema'] };

/** The schemas of a registry's entries, each with its own type. */
export function schemasOf<const T extends readonly { readonly schema: z.ZodType }[]>(
  entries: T,
): SchemasOf<T> {
  // `map` loses the tuple type.
  return entries.map(({ schema }) => schema) as SchemasOf<T>;
}
