// How mutation testing runs the tests: unit tests of the control core that answer within seconds. `npm run mutation` starts it.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { keptThread } from './scripts/kept-thread.mjs';

const { long } = JSON.parse(readFileSync(new URL('test/groups.json', import.meta.url), 'utf8')) as {
  readonly long: string[];
};

/** Folders of src/control that are mutated; none for all of them. `scripts/mutation.mjs` sets it. */
const folders = (process.env.KPP_MUTATED_FOLDERS ?? '').split(',').filter((name) => name !== '');

/** How long each test file took when it ran for the first time, ms. Later runs end early, at the first test that fails. */
const durations = new Map<string, number>();

/** Most mutants are noticed by a small test, so the small ones come first. Vitest's own order begins with the longest. */
class ShortFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    for (const { moduleId } of files) {
      const measured = this.ctx.cache.getFileTestResults(`:${relative(this.ctx.config.root, moduleId)}`);
      if (measured !== undefined && !durations.has(moduleId)) durations.set(moduleId, measured.duration);
    }
    const of = ({ moduleId }: TestSpecification) => durations.get(moduleId) ?? 0;
    return (await super.sort(files)).reverse().sort((a, b) => of(a) - of(b));
  }
}

export default defineConfig({
  plugins: [keptThread()],
  test: {
    setupFiles: ['scripts/no-mutant.mjs'],
    sequence: { sequencer: ShortFirst },
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
