// How the tests run: three groups, one after the other, and how many files of each group run at the same time.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Tests that need a treatment of their own:
 * - `isolated`: unit tests that replace a module (`vi.mock`). Each gets a thread of its own, because a replaced module stays replaced.
 * - `long`: tests that take many seconds. They start first, the longest of a group at the top. A quick run leaves them out.
 * - `timed`: integration tests that measure time (missed ticks, the grid of time stamps, how soon a program ends, the half second after
 *   which a silent guard trips the plant). One file a core runs at a time: they mostly wait, so the processor is free when one wakes up.
 */
const { isolated, long, timed } = JSON.parse(
  readFileSync(new URL('test/groups.json', import.meta.url), 'utf8'),
) as {
  readonly isolated: string[];
  readonly long: string[];
  readonly timed: string[];
};

/** Vitest's own default leaves one core free, which on a machine with two cores is half of the machine. */
const WORKERS = Math.max(2, availableParallelism());

/** A long test that starts last keeps one core busy while the others have nothing left to do. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const index = long.findIndex((path) => moduleId.endsWith(path));
      return index === -1 ? long.length : index;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

/** What both groups of unit tests have in common. They run at the same time. */
const unit = {
  pool: 'threads',
  maxWorkers: WORKERS,
  // Far above what a test needs: a busy machine is no failure.
  testTimeout: 30_000,
  hookTimeout: 30_000,
  sequence: { groupOrder: 0 },
} as const;

/** Integration tests start the compiled program (`npm run build` first), each with a port and a folder of its own. */
const integration = { pool: 'forks', testTimeout: 180_000, hookTimeout: 180_000 } as const;

export default defineConfig({
  test: {
    sequence: { sequencer: LongFirst },
    projects: [
      {
        test: {
          ...unit,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', ...isolated],
          // A thread loads each module once, and not again for each test file: loading takes longer than most of the files run.
          isolate: false,
          // The next file of the thread finds the environment as this one did.
          unstubEnvs: true,
        },
      },
      {
        test: { ...unit, name: 'unit-isolated', include: isolated },
      },
      {
        test: {
          ...integration,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: timed,
          // These tests mostly wait for processes.
          maxWorkers: WORKERS + 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...integration,
          name: 'integration-timed',
          include: timed,
          maxWorkers: availableParallelism(),
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
