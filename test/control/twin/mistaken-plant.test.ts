// How the twin behaves on a machine that differs from the configuration.
import { describe, expect, it } from 'vitest';
import { Bench } from '../../../src/testing/bench.js';
import type { Overrides } from '../../../src/testing/configuration.js';

/** The time by which the chain has settled, s. */
const SETTLED_S = 60;

interface Course {
  /** Mean of chain.velocity, m/s, and of its residual, over a minute. */
  readonly velocity: number;
  readonly residual: number;
  /** Speed of the generator divided by speed of the chain, rad/m. */
  readonly ratio: number;
  readonly diverged: boolean;
}

async function courseOf(overrides: Overrides): Promise<Course> {
  const bench = await Bench.create({ 'hal.sim.noise': 0, ...overrides });
  let [velocity, residual, ratio, seconds] = [0, 0, 0, 0];
  bench.runTo(SETTLED_S);
  for (; seconds < 60; seconds++) {
    bench.run(1);
    velocity += Number(bench.value('chain.velocity'));
    residual += Number(bench.value('twin.residual.chain.velocity'));
    ratio += Number(bench.value('generator.speed')) / Number(bench.value('chain.velocity'));
  }
  const diverged = bench.events.some(({ type, data }) => type === 'alert' && data.rule === 'twin_divergence');
  return { velocity: velocity / seconds, residual: residual / seconds, ratio: ratio / seconds, diverged };
}

describe('a machine', { timeout: 60_000 }, () => {
  it('is the same whether `plant` or only the simulation describes it, but the twin knows only `plant`', async () => {
    const described = await courseOf({ 'plant.height': 12 });
    const mistaken = await courseOf({ 'hal.sim.plant.height': 12 });
    expect(mistaken.velocity).toBe(described.velocity);
    expect(described.diverged).toBe(false);
    expect(Math.abs(described.residual)).toBeLessThan(0.03);
    expect(mistaken.diverged).toBe(true);
    expect(Math.abs(mistaken.residual)).toBeGreaterThan(0.1);
  });

  it('has the parameters of `plant` with the differences of the simulation', async () => {
    const both = await courseOf({ 'plant.sprocketRadius': 0.6, 'hal.sim.plant.gearRatio': 15.24 });
    expect(both.ratio).toBeCloseTo(15.24 / 0.6, 1);
    const taken = await courseOf({ 'plant.gearRatio': 20, 'hal.sim.plant.gearRatio': 12.7 });
    expect(taken.ratio).toBeCloseTo(12.7 / 0.5, 1);
    expect(taken.diverged).toBe(true);
  });
});
