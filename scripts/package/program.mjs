// The compiled program as the package installs it: without maps and typings, with Debian's path of Node.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../prepare.mjs';
import { copySelected, filesBelow } from './tree.mjs';

const PAGE = join('src', 'comms', 'http', 'public');
const ENTRY = join('src', 'cli', 'kpp.cjs');

/**
 * Copies the compiled program: only what runs, and only what has a source. (A file whose source is gone stays in `dist/`.)
 *
 * @param to the folder that stands for `dist/` in the package
 */
export function copyProgram(to) {
  const from = join(root, 'dist');
  copySelected(from, to, (file) => isRun(file) && hasSource(file));
  for (const file of filesBelow(to).filter((name) => /\.c?js$/.test(name))) {
    const text = readFileSync(join(to, file), 'utf8').replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n');
    writeFileSync(join(to, file), file === ENTRY ? text.replace(/^#!.*/, '#!/usr/bin/node') : text);
  }
}

const isRun = (file) => /\.c?js$/.test(file) || file.startsWith(PAGE);

function hasSource(file) {
  const source = file.startsWith(PAGE) ? file : file.replace(/js$/, 'ts');
  return existsSync(join(root, source));
}

/** The program's `package.json`: what Node reads from it at run time, and the exports of the library. */
export function writePackageJson(folder) {
  const { name, version, description, license, type, engines, bin, exports } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const paths = Object.entries(exports).map(([entry, target]) => [entry, target.default ?? target]);
  const kept = {
    name,
    version,
    description,
    license,
    type,
    engines,
    bin,
    exports: Object.fromEntries(paths),
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(kept, null, 2)}\n`);
}
