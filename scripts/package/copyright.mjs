// The copyright file of the package: the licence of the program and of every module in it, in Debian's machine-readable form.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../prepare.mjs';
import { filesBelow } from './tree.mjs';

const INSTALLED = 'usr/lib/kpp-controller/node_modules';

/** Modules that hold a compiled file only, and the module that has their licence. */
const LICENCE_IN = [
  { module: /^@libsql\/linux-/, from: 'libsql' },
  { module: /^@koromix\/koffi-/, from: 'koffi' },
];

/**
 * @param modules the complete `node_modules`
 * @param shipped the `node_modules` of the package: only modules that are in it are listed
 * @throws an error that names the modules whose licence cannot be found
 */
export function copyrightText(modules, shipped) {
  const own = readFileSync(join(root, 'LICENSE'), 'utf8');
  const groups = new Map();
  const missing = [];
  for (const module of modulesIn(shipped)) {
    const { id, text, author } = licenceOf(modules, module);
    if (id === undefined || text === undefined) missing.push(module);
    const key = JSON.stringify([id, text]);
    if (!groups.has(key)) groups.set(key, { id, text, author, modules: [] });
    groups.get(key).modules.push(module);
  }
  if (missing.length > 0) throw new Error(`No licence found for ${missing.join(', ')}. See copyright.mjs`);
  const parts = [HEADER, paragraph(['*'], 'MIT', own)];
  for (const { id, text, author, modules: members } of groups.values()) {
    parts.push(
      paragraph(
        members.map((name) => `${INSTALLED}/${name}/*`),
        id,
        text,
        author,
      ),
    );
  }
  return `${parts.join('\n\n')}\n`;
}

const HEADER = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: kpp-controller
Comment: The modules below usr/lib/kpp-controller/node_modules come from the npm
 registry. The bill of materials beside the package names their versions and
 hashes. The compiled file of @libsql has SQLite (public domain) in it.`;

/** The modules in a `node_modules`, nested ones with their path, sorted. */
export function modulesIn(folder) {
  const names = filesBelow(folder)
    .filter((file) => file.endsWith('package.json'))
    .map((file) => /^((?:.*\/)?(?:node_modules\/)?(?:@[^/]+\/)?[^/@]+)\/package\.json$/.exec(file)?.[1])
    .filter((name) => name !== undefined && isModule(name));
  return [...new Set(names)].sort();
}

/** True for `a`, `@a/b`, `a/node_modules/b`; not for a folder inside of a module. */
function isModule(path) {
  return (
    /^(?:@[^/]+\/)?[^/]+(?:\/node_modules\/(?:@[^/]+\/)?[^/]+)*$/.test(path) && !path.endsWith('node_modules')
  );
}

function licenceOf(modules, module) {
  const manifest = JSON.parse(readFileSync(join(modules, module, 'package.json'), 'utf8'));
  const parent = LICENCE_IN.find((entry) => entry.module.test(module))?.from ?? module;
  const folder = join(modules, parent);
  const file = existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .find((name) => /^licen[cs]e/i.test(name))
    : undefined;
  const id = typeof manifest.license === 'string' ? manifest.license : manifest.license?.type;
  const author = typeof manifest.author === 'string' ? manifest.author : manifest.author?.name;
  if (file === undefined) return { id };
  const text = readFileSync(join(folder, file), 'utf8');
  // Debian has this long text on every machine, and wants a reference to it.
  if (id === 'Apache-2.0') {
    return {
      id,
      text: 'On Debian systems the complete text is in /usr/share/common-licenses/Apache-2.0.',
      author,
    };
  }
  return { id, text, author };
}

function paragraph(files, id, text, author) {
  const lines = text
    .replaceAll('\r', '')
    .trim()
    .split('\n')
    .map((line) => line.trimEnd());
  const holders = lines
    .filter((line) => /copyright\b.*(?:\d{4}|\(c\)|©)/i.test(line))
    .map((line) => line.trim());
  const copyright = holders.length > 0 ? holders.join('\n ') : (author ?? 'the authors of the module');
  const body = lines.map((line) => (line === '' ? ' .' : ` ${line}`)).join('\n');
  return `Files: ${files.join('\n ')}\nCopyright: ${copyright}\nLicense: ${id}\n${body}`;
}
