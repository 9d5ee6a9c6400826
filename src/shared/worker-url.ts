// Finds the compiled entry file of a worker, from a module that runs compiled or as TypeScript.
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * A worker thread cannot load TypeScript. A compiled importer gets the file relative to itself. A `.ts` importer
 * (a test runner runs the sources) gets the file's counterpart in `dist/`, which `npm run build` writes.
 *
 * @param importer `import.meta.url` of the calling module
 * @param entry path of the worker relative to the importer, as in an import: `./worker.js`
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
