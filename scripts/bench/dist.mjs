// Loads the compiled program for the measurements: they measure what users run, not the sources.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../prepare.mjs';

/** The command line of the compiled program. */
export const KPP = join(root, 'dist', 'src', 'cli', 'kpp.cjs');

/** Loads a module of the compiled program by the path of its source: `src/testing/bench.js`. */
export function load(module) {
  const file = join(root, 'dist', module);
  if (!existsSync(file)) throw new Error(`${file} does not exist. Compile first: npm run build`);
  return import(pathToFileURL(file).href);
}
