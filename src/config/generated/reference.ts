// The reference of every configuration key as a page, made from the schema that the program parses with.

import { traitsAt } from '../schema/traits.js';
import { configSchema } from '../schema.js';
import { jsonSchema, withoutReferences } from './json-schema.js';
import { type Row, rowsBelow } from './reference-rows.js';

const INTRODUCTION = `<!-- Written by \`npm run build && npm run schema\` from src/config/schema. Do not edit. -->

# Configuration reference

Every key of the configuration file, section by section. A file names only what differs from the defaults.
\`config/controller.example.yaml\` has the same keys with comments, and \`kpp check\` tells what is wrong in a file and where.

- \`<name>\` stands for a name of your choice, or for the name of a channel or an alarm; \`[]\` for each item of a list.
- Default: \`-\` is not set, *required* has to be given where the part is there at all.
- Run time: *yes* is taken over by a reload (SIGHUP); *no* waits for the next start of the program.
`;

/** Markdown with a final line break. */
export function referenceText(): string {
  const { properties = {} } = withoutReferences(jsonSchema());
  const sections = Object.entries(properties).map(([name, section]) => {
    const table = rowsBelow(section, [name]).map(rowText);
    const head = ['| key | value | unit | default | run time | meaning |', '|---|---|---|---|---|---|'];
    return [`## ${name}`, `${capital(section.description ?? '')}.`, [...head, ...table].join('\n')].join(
      '\n\n',
    );
  });
  return `${[INTRODUCTION.trimEnd(), ...sections].join('\n\n')}\n`;
}

function rowText({ path, value, unit, standard, meaning }: Row): string {
  const takesEffect = traitsAt(configSchema, path).isReloadable === true ? 'yes' : 'no';
  const cells = [`\`${keyText(path)}\``, value, unit, standard, takesEffect, meaning];
  return `| ${cells.map(escaped).join(' | ')} |`;
}

/** What Markdown would take for a border or a tag; code is left alone. */
function escaped(cell: string): string {
  const text = cell.replaceAll('|', '\\|');
  return text.includes('`') ? text : text.replaceAll('<', '&lt;');
}

/** `channels.<name>.min`, `hal.i2c[].address`. */
function keyText(path: readonly string[]): string {
  return path.join('.').replaceAll('.[]', '[]');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
