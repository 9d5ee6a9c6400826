// Where the compiled entry file of a worker lies, seen from a module that may itself run compiled or as TypeScript.
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * A worker thread cannot load TypeScript. A compiled importer therefore gets the file beside it, and a `.ts` importer
 * (a test runner runs the sources) the counterpart below `dist/`, which `npm run build` writes.
 *
 * @param importer `import.meta.url` of the calling module
 * @param entry the worker relative to it, as an import would name it: `./worker.js`
 */
export function workerUrl(importer: string, entry: string): URL {
  if (!importer.endsWith('.ts')) return new URL(entry, importer);
  const source = fileURLToPath(new URL(entry, importer));
  const root = packageRoot(dirname(source));
  return pathToFileURL(join(root, 'dist', relative(root, source)));
}

function packageRoot(directory: string): string {
  if (existsSync(join(directory, 'package.json'))) return directory;
  const parent = dirname(directory);
  if (parent === directory)
    throw new Error('There is no package.json above this file, so dist/ cannot be found.');
  return packageRoot(parent);
}
