import { defineConfig } from 'vitest/config';

/** Unit tests run the sources; integration tests start the compiled program (`npm run build` first). */
export default defineConfig({
  test: {
    pool: 'threads',
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/integration/**'] },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
