// Makes the reference page of all configuration keys from the schema that the program parses with.

import { traitsAt } from '../schema/traits.js';
import { configSchema } from '../schema.js';
import { jsonSchema, withoutReferences } from './json-schema.js';
import { type Row, rowsBelow } from './reference-rows.js';

const INTRODUCTION = `<!-- Written by \`npm run build && npm run schema\` from src/config/schema. Do not edit. -->

# Configuration reference

Every key of the configuration file, section by section. A file names only what differs from the defaults.
\`config/controller.example.yaml\` has the same keys with comments. \`kpp check\` lists the mistakes in a file and where they are.

- \`<name>\` stands for a name that you choose, or for the name of a channel or an alarm. \`[]\` stands for each item of a list.
- Default: \`-\` means not set. *required* means that the key must be given when the part around it is given.
- Run time: *yes* means that a reload (SIGHUP) takes over a new value. *no* means that the value waits for the next start of the program.
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

/** Escapes characters that Markdown takes for a table border or a tag. A cell with code keeps its `<`. */
function escaped(cell: string): string {
  const text = cell.replaceAll('|', '\\|');
  return text.includes('`') ? text : text.replaceAll('<', '&lt;');
}

/** For example `channels.<name>.min`, `hal.i2c[].address`. */
function keyText(path: readonly string[]): string {
  return path.join('.').replaceAll('.[]', '[]');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
