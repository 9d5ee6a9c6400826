// How mutation testing runs the tests: unit tests of the control core that answer within seconds. `npm run mutation` starts it.
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const { long } = JSON.parse(readFileSync(new URL('test/groups.json', import.meta.url), 'utf8')) as {
  readonly long: string[];
};

/** Folders of src/control that are mutated; none for all of them. `scripts/mutation.mjs` sets it. */
const folders = (process.env.KPP_MUTATED_FOLDERS ?? '').split(',').filter((name) => name !== '');

export default defineConfig({
  test: {
    include:
      folders.length === 0
        ? ['test/control/**/*.test.ts']
        : folders.map((name) => `test/control/${name}/**/*.test.ts`),
    exclude: long,
    // Modules are loaded once and not for each mutant again: mutants in static code are left out.
    isolate: false,
    testTimeout: 30_000,
  },
});
