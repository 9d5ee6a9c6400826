// Writes the JSON Schema of the configuration: `npm run schema`, after a change of the schema.
import { writeFileSync } from 'node:fs';
import { jsonSchemaText } from './json-schema.js';

const [, , file = 'config/controller.schema.json'] = process.argv;
writeFileSync(file, jsonSchemaText());
