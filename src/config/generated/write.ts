// Writes what is made from the configuration's schema: `npm run schema`, after a change of the schema.
import { writeFileSync } from 'node:fs';
import { jsonSchemaText } from './json-schema.js';
import { referenceText } from './reference.js';

writeFileSync('config/controller.schema.json', jsonSchemaText());
writeFileSync('docs/configuration.md', referenceText());
