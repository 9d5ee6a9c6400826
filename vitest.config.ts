// How the tests run: three groups, one after the other, and how many files of each group run at the same time.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Vitest's own default leaves one core free, which on a machine with two cores is half of the machine. */
const WORKERS = Math.max(2, availableParallelism());

/**
 * Integration tests that measure time: missed ticks, the grid of time stamps, how soon a program ends,
 * or a sensor that counts as lost when it is silent for 0.2 s. They run one file at a time, so that
 * no other test takes the processor from them.
 */
export const ALONE = [
  'test/integration/hal/guard.test.ts',
  'test/integration/hal/serial.test.ts',
  'test/integration/program/program-broker.test.ts',
  'test/integration/program/program-command-timing.test.ts',
  'test/integration/program/program-demo.test.ts',
  'test/integration/program/program-lines.test.ts',
  'test/integration/program/program-profile.test.ts',
  'test/integration/program/program-reload-timing.test.ts',
  'test/integration/program/program-restart.test.ts',
  'test/integration/program/program-safe-death.test.ts',
  'test/integration/program/program-serial.test.ts',
  'test/integration/program/program-signals.test.ts',
  'test/integration/program/program-stall.test.ts',
  'test/integration/program/program-threads.test.ts',
  'test/integration/store/store-client.test.ts',
];

/** Integration tests start the compiled program (`npm run build` first), each with a port and a folder of its own. */
const integration = { pool: 'forks', testTimeout: 180_000, hookTimeout: 180_000 } as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**'],
          pool: 'threads',
          maxWorkers: WORKERS,
          // Far above what a test needs: a busy machine is no failure.
          testTimeout: 30_000,
          hookTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...integration,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: ALONE,
          maxWorkers: WORKERS,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...integration,
          name: 'integration-alone',
          include: ALONE,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
