// Writes the JSON Schema and the reference page. Run `npm run schema` after a change of the configuration's schema.
import { writeFileSync } from 'node:fs';
import { jsonSchemaText } from './json-schema.js';
import { referenceText } from './reference.js';

writeFileSync('config/controller.schema.json', jsonSchemaText());
writeFileSync('docs/configuration.md', referenceText());
