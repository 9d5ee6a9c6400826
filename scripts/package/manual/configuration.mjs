// The manual page kpp-controller.yaml(5): every key of the configuration, from the schema that the program parses with.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bold, example, heading, item, marked, paragraph, plain, title } from './roff.mjs';

const INTRODUCTION = `The file is YAML. It names only the keys that differ from the defaults; an unknown key is an error. In the keys below,
<name> stands for a name that you choose, or for the name of a channel or an alarm, and [] for each item of a list. A key that is marked
"at run time" takes effect on systemctl reload kpp-controller; the others wait for the next start.`;

/** @param dist the compiled program, from which its modules can be reached */
export async function configurationPage(dist, { version, epochS }) {
  const sections = await readSections(dist);
  const source = `kpp-controller ${version}`;
  return `${[
    title({ name: 'kpp-controller.yaml', section: 5, epochS, source, manual: 'File Formats' }),
    heading('name'),
    `${plain('kpp-controller.yaml')} \\- configuration of the controller of a kinetic power plant`,
    heading('synopsis'),
    '\\fI/etc/kpp/controller.yaml\\fR',
    heading('description'),
    plain(INTRODUCTION),
    paragraph('Check a file before the service reads it:'),
    example(['sudo kpp check', 'kpp check --config FILE']),
    ...sections.map(sectionText),
    heading('see also'),
    `${bold('kpp')}(1), \\fI/usr/share/doc/kpp\\-controller/configuration.md\\fR`,
  ].join('\n')}\n`;
}

async function readSections(dist) {
  const load = (...path) => import(pathToFileURL(join(dist, 'src', 'config', ...path)).href);
  const { jsonSchema, withoutReferences } = await load('generated', 'json-schema.js');
  const { rowsBelow } = await load('generated', 'reference-rows.js');
  const { traitsAt } = await load('schema', 'traits.js');
  const { configSchema } = await load('schema.js');
  const { properties = {} } = withoutReferences(jsonSchema());
  return Object.entries(properties).map(([name, section]) => ({
    name,
    meaning: section.description ?? '',
    rows: rowsBelow(section, [name]).map((row) => ({
      ...row,
      isReloadable: traitsAt(configSchema, row.path).isReloadable === true,
    })),
  }));
}

function sectionText({ name, meaning, rows }) {
  const head = [heading(name), plain(`${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`)];
  return [...head, ...rows.map(rowText)].join('\n');
}

function rowText({ path, value, unit, standard, meaning, isReloadable }) {
  const key = path.join('.').replaceAll('.[]', '[]');
  const facts = [
    value,
    unit && `in ${unit}`,
    standard !== '-' && `default ${standard}`,
    isReloadable && 'at run time',
  ];
  return item(bold(key), marked(`${meaning}. (${facts.filter(Boolean).join('; ')})`));
}
