// How mutation testing runs the tests: unit tests of the control core that answer within seconds. `npm run mutation` starts it.
import { readFileSync, statSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { keptThread } from './scripts/kept-thread.mjs';

const { long } = JSON.parse(readFileSync(new URL('test/groups.json', import.meta.url), 'utf8')) as {
  readonly long: string[];
};

/** Folders of src/control that are mutated; none for all of them. `scripts/mutation.mjs` sets it. */
const folders = (process.env.KPP_MUTATED_FOLDERS ?? '').split(',').filter((name) => name !== '');

/** A mutant is killed by the first test that fails. Small files first: they test one file of the core, not the whole controller. */
class SmallFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const size = ({ moduleId }: TestSpecification) => statSync(moduleId).size;
    return [...files].sort((a, b) => size(a) - size(b));
  }
}

export default defineConfig({
  plugins: [keptThread()],
  test: {
    sequence: { sequencer: SmallFirst },
    setupFiles: ['scripts/no-mutant.mjs'],
    include:
      folders.length === 0
        ? ['test/control/**/*.test.ts']
        : folders.map((name) => `test/control/${name}/**/*.test.ts`),
    exclude: long,
    // Modules are loaded once, and not again for each file and each mutant. Mutants in static code are left out.
    isolate: false,
    testTimeout: 30_000,
  },
});
