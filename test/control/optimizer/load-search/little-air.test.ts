// The search on the simulated plant with little air yields as much as the best load of a sweep.
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { TERM } from '../../../../hal/sim/ledger.js';
import { Bench } from '../../../../src/testing/bench.js';

// The runs have hours of plant time, which take seconds, and a minute on a busy machine.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** Loads around the optimum, in steps that are smaller than the width of the peak. */
const FINE_LOADS: ReadonlyMap<number, readonly number[]> = new Map([
  [0.6, [0.54, 0.56, 0.58, 0.6, 0.62]],
  [0.5, [0.48, 0.5, 0.52, 0.54, 0.56]],
  [0.4, [0.42, 0.44, 0.45, 0.46, 0.48]],
]);

interface Yield {
  readonly power: number;
  readonly efficiency: number;
}

interface Span {
  /** The measurement begins this long after the start, s. */
  readonly fromS: number;
  readonly toS: number;
}

/** A load that stays is settled after five minutes: from then on, ten minutes yield as much as forty, within 0.3 %. */
const AT_ONE_LOAD: Span = { fromS: 300, toS: 900 };
/** The search has found the load by then. It goes on measuring on both sides of it, which costs some of the yield. */
const SEARCHING: Span = { fromS: 600, toS: 1500 };

/** The power (W) and the efficiency of the true plant. */
async function lasting(overrides: Readonly<Record<string, unknown>>, { fromS, toS }: Span): Promise<Yield> {
  const bench = await Bench.create(overrides, { seed: 7 });
  const joules = (term: number) => bench.internals.simulation.plant.ledger.joules[term]!;
  bench.runTo(fromS);
  const [electrical, compressor] = [joules(TERM.electricalWork), joules(TERM.compressorWork)];
  bench.runTo(toS);
  const power = (joules(TERM.electricalWork) - electrical) / (toS - fromS);
  const efficiency = (joules(TERM.electricalWork) - electrical) / (joules(TERM.compressorWork) - compressor);
  await bench.dispose();
  return { power, efficiency };
}

// With so little air the optimum is where the chain begins to swing. The peak is a few hundredths of load wide.
describe.each([0.6, 0.5, 0.4])('at an air supply of %d', (air) => {
  let sweep: readonly Yield[] = [];
  beforeAll(async () => {
    const loads = FINE_LOADS.get(air)!;
    sweep = await Promise.all(
      loads.map((load) => lasting({ 'control.load': load, 'hal.sim.air': air }, AT_ONE_LOAD)),
    );
  });

  it.each(['power', 'efficiency'] as const)(
    'comes within two percent of the best %s of a sweep, from any start',
    async (objective) => {
      const best = Math.max(...sweep.map((found) => found[objective]));
      for (const start of [0, 0.3, 0.6, 1]) {
        const found = await lasting(
          { 'control.load': start, 'hal.sim.air': air, 'optimizer.load': objective },
          SEARCHING,
        );
        expect(found[objective], `from ${start}`).toBeGreaterThan(0.98 * best);
      }
    },
  );
});
