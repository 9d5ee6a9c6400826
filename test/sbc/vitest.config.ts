// How the bench's cases run: a file has a machine of its own, and its cases run one after the other on it.
import { defineConfig } from 'vitest/config';

/** What `npm run test:sbc` has built, as JSON. */
const built = process.env.KPP_SBC;
if (built === undefined)
  throw new Error('The bench runs by `npm run test:sbc`, which builds the guest first.');

export default defineConfig({
  test: {
    include: ['test/sbc/**/*.sbc.ts'],
    // An emulated machine is slow, above all when this machine does other work beside it.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    provide: { sbc: JSON.parse(built) },
  },
});
