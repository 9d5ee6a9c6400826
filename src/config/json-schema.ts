// The JSON Schema of a configuration file, for editors: made from the schema that the program parses with.
import { z } from 'zod';
import { configSchema } from './schema.js';

/** Draft 2020-12, as text with a final line break. */
export function jsonSchemaText(): string {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, {
    io: 'input',
    target: 'draft-2020-12',
    override: ({ zodSchema, jsonSchema }) => {
      // A section all of whose lines are commented out has no value, which the loader takes for an absent one.
      if (zodSchema._zod.def.type === 'prefault') jsonSchema.type = ['object', 'null'];
    },
  });
  const schema = { $schema, title: 'kpp-controller configuration', ...rest };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
