// The modules of the Debian package: a file that another one loads must not be left out.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

interface Modules {
  isNeeded(path: string, cpu: 'x64' | 'arm64'): boolean;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NODE_MODULES = join(ROOT, 'node_modules');
const SCRIPT = pathToFileURL(join(ROOT, 'scripts', 'package', 'modules.mjs')).href;
const { isNeeded } = (await import(SCRIPT)) as Modules;

/** Modules with files that the package leaves out because of their folder. */
const REDUCED = ['koffi', 'epoll', 'i2c-bus', '@serialport/bindings-cpp', 'mqtt'];
const LOADED = /\brequire\(\s*["'](\.{1,2}\/[^"']+)["']\s*\)/g;

/** The files that a module loads from its main file on, by relative names. */
function loaded(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(LOADED)) {
    const base = join(dirname(file), name);
    const found = [base, `${base}.js`, `${base}.cjs`, join(base, 'index.js')].find(isFile);
    if (found !== undefined && /\.c?js$/.test(found)) loaded(found, seen);
  }
  return seen;
}

function isFile(path: string): boolean {
  return (
    existsSync(path) &&
    readdirSync(dirname(path), { withFileTypes: true }).some(
      (entry) => entry.isFile() && join(dirname(path), entry.name) === path,
    )
  );
}

describe('the modules of the package', () => {
  it.each(REDUCED)('%s has every file that its main file loads', (name) => {
    const manifest = JSON.parse(readFileSync(join(NODE_MODULES, name, 'package.json'), 'utf8')) as {
      main: string;
    };
    const main = [manifest.main, `${manifest.main}.js`]
      .map((file) => join(NODE_MODULES, name, file))
      .find(isFile)!;
    const missing = [...loaded(main)]
      .map((file) => relative(NODE_MODULES, file))
      .filter((file) => !isNeeded(file, 'x64'));
    expect(missing).toEqual([]);
  });
});
