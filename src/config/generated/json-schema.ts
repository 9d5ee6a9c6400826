// Makes the JSON Schema of a configuration file, for editors and the reference, from the schema that the program parses with.
import { z } from 'zod';
import { configSchema } from '../schema.js';

/** The part of JSON Schema that the configuration's schema uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  /** Description of the definition that {@link withoutReferences} put in place of a reference; all its uses share it. */
  readonly sharedDescription?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** Draft 2020-12. */
export function jsonSchema(): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, {
    io: 'input',
    target: 'draft-2020-12',
    override: ({ zodSchema, jsonSchema }) => {
      // When all lines of a section are commented out, its value is null. The loader treats it as an absent section.
      if (zodSchema._zod.def.type === 'prefault') jsonSchema.type = ['object', 'null'];
    },
  });
  return { $schema, title: 'kpp-controller configuration', ...rest } as JsonSchema;
}

/** The JSON Schema as text with a final line break. */
export function jsonSchemaText(): string {
  return `${JSON.stringify(jsonSchema(), null, 2)}\n`;
}

/** The same schema with each reference replaced by its definition. */
export function withoutReferences(schema: JsonSchema): JsonSchema {
  const { $defs = {}, ...rest } = schema;
  const inline = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inline);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref, ...own } = value as JsonSchema;
    const target = $ref === undefined ? undefined : $defs[$ref.slice($ref.lastIndexOf('/') + 1)];
    const shared = target?.description;
    const named = shared === undefined ? {} : { sharedDescription: shared };
    const entries = Object.entries({ ...target, ...named, ...own });
    return Object.fromEntries(entries.map(([key, child]) => [key, inline(child)]));
  };
  return inline(rest) as JsonSchema;
}
