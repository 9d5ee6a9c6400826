// Finding the entry file of a worker.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { workerUrl } from '../../src/shared/worker-url.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

function url(...path: string[]): string {
  return pathToFileURL(join(ROOT, ...path)).href;
}

describe('workerUrl', () => {
  it('returns the file beside a compiled importer', () => {
    const importer = url('dist', 'src', 'store', 'client.js');
    expect(workerUrl(importer, './worker.js').href).toBe(url('dist', 'src', 'store', 'worker.js'));
  });

  it('returns the compiled counterpart for an importer that runs as TypeScript', () => {
    const importer = url('src', 'store', 'client.ts');
    expect(workerUrl(importer, './worker.js').href).toBe(url('dist', 'src', 'store', 'worker.js'));
    expect(workerUrl(importer, '../comms/worker.js').href).toBe(url('dist', 'src', 'comms', 'worker.js'));
  });

  it('fails with a clear error when the importer is in no package', () => {
    expect(() => workerUrl('file:///importer.ts', './worker.js')).toThrow('package.json');
  });
});
