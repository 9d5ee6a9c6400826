// What `kpp run` on the simulated plant loads: what it does not need after its start would stay in memory.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));
/** A static import or export of values, not of types alone. */
const IMPORT = /^(?:import|export)\s(?!type\b)[^'";]*?\sfrom\s'([^']+)'|^import\s'([^']+)'/gm;

/** Everything that a module imports when it is loaded, in itself or by others: our files by path, packages by name. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, from, bare] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
    const target = (from ?? bare)!;
    if (target.startsWith('.')) loadedBy(resolve(dirname(file), target.replace(/\.js$/, '.ts')), seen);
    else seen.add(target);
  }
  return seen;
}

it.each(['cli/kpp.ts', 'cli/commands/run.ts'])(
  '%s loads neither the schema, nor YAML, nor drivers',
  (entry) => {
    const loaded = [...loadedBy(resolve(SRC, entry))];
    const heavy =
      /^(zod|yaml|serialport|i2c-bus|koffi|epoll)$|\/hal\/linux\/(?!serial\/port\/tcp-address\.ts)|\/config\/(schema|load)\.ts$/;
    expect(loaded.length).toBeGreaterThan(1);
    expect(loaded.filter((name) => heavy.test(name))).toEqual([]);
  },
);
