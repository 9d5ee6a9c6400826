// How the bench's cases run: a file has a machine of its own, and its cases run one after the other on it.
import { defineConfig } from 'vitest/config';

/** What `npm run test:sbc` has built, as JSON. */
const built = process.env.KPP_SBC;
if (built === undefined)
  throw new Error('The bench runs by `npm run test:sbc`, which builds the guest first.');

export default defineConfig({
  test: {
    include: ['test/sbc/**/*.sbc.ts'],
    // Two machines at the same time, also on two cores: vitest would leave one of them free.
    maxWorkers: 2,
    // An emulated machine is slow, above all when this machine does other work beside it.
    testTimeout: 1_800_000,
    hookTimeout: 900_000,
    provide: { sbc: JSON.parse(built) },
  },
});
