// The load that the plant's model gives for a supply of air, and what the search learns about it.
import { describe, expect, it } from 'vitest';
import { PLANT_PARAMETERS, type PlantParameters } from '../../../../hal/plant-parameters.js';
import { FeedForward } from '../../../../src/control/optimizer/load-search/feed-forward.js';
import { PlantOptimum } from '../../../../src/control/optimizer/load-search/plant-optimum.js';
import { SteadyPlant } from '../../../../src/control/optimizer/load-search/steady-plant.js';
import { Trim } from '../../../../src/control/optimizer/load-search/trim.js';

const PLANT = Object.fromEntries(
  Object.entries(PLANT_PARAMETERS).map(([name, { default: value }]) => [name, value]),
) as unknown as PlantParameters;

describe('the steady state of the plant', () => {
  /** The state at a load, found by slowing the chain down. */
  function atLoad(load: number, air: number): SteadyPlant {
    const plant = new SteadyPlant(PLANT);
    for (let mps = 4; mps > 0.5; mps -= 0.001) {
      plant.solve(mps, air * PLANT.compressorPower);
      if (plant.load >= load) return plant;
    }
    throw new Error(`no speed has a load of ${load}`);
  }

  // Means of the simulated plant over ten minutes.
  it.each([
    [0.75, 1, 4433],
    [0.99, 1, 4336],
    [0.64, 0.8, 3654],
    [0.5, 0.6, 2770],
    [0.31, 0.4, 1736],
    [0.22, 0.3, 1199],
  ])(
    'has the power of the simulated plant within a percent at a load of %d and air %d',
    (load, air, powerW) => {
      expect(atLoad(load, air).powerW / powerW).toBeCloseTo(1, 2);
    },
  );

  // On the simulated plant the chain begins to swing between these loads.
  it.each([
    [0.7, 0.6, 0.64],
    [0.6, 0.56, 0.6],
    [0.5, 0.5, 0.53],
    [0.4, 0.43, 0.46],
    [0.3, 0.36, 0.38],
  ])(
    'knows at air %d that the chain runs steadily at a load of %d and swings at %d',
    (air, calm, swinging) => {
      expect(atLoad(calm, air).swingLoss).toBe(0);
      expect(atLoad(swinging, air).swingLoss).toBeGreaterThan(0);
    },
  );

  it('never swings at full air, where the floaters are full', () => {
    for (const load of [0.3, 0.6, 0.85, 1]) expect(atLoad(load, 1).swingLoss).toBe(0);
  });

  it('lets the compressor rest while the tank is full', () => {
    const small = new SteadyPlant({ ...PLANT, floaterVolume: 0.02 });
    small.solve(1.5, PLANT.compressorPower);
    expect(small.compressorW).toBeLessThan(0.8 * PLANT.compressorPower);
  });
});

describe('the best load by the model', () => {
  // From sweeps of the simulated plant; at 75 % of the air the power is the same from 0.68 to 0.85.
  it.each([
    [1, 0.82, 0.87],
    [0.9, 0.82, 0.87],
    [0.8, 0.76, 0.86],
    [0.6, 0.56, 0.59],
    [0.5, 0.5, 0.53],
    [0.4, 0.43, 0.46],
    [0.3, 0.36, 0.38],
  ])('at air %d is between %d and %d', (air, low, high) => {
    const load = new PlantOptimum(PLANT, 'power').loadAt(air * PLANT.compressorPower);
    expect(load).toBeGreaterThan(low);
    expect(load).toBeLessThan(high);
  });

  it('is the same for power and efficiency while the compressor runs all the time', () => {
    const power = new PlantOptimum(PLANT, 'power');
    const efficiency = new PlantOptimum(PLANT, 'efficiency');
    for (const watts of [3000, 6000, 9000, 12_000]) {
      expect(efficiency.loadAt(watts)).toBeCloseTo(power.loadAt(watts), 2);
    }
  });

  it('is within 0..1 for any supply of air, even from a compressor that is larger than configured', () => {
    const optimum = new PlantOptimum(PLANT, 'power');
    for (let watts = 0; watts < 30_000; watts += 250) {
      expect(optimum.loadAt(watts)).toBeGreaterThanOrEqual(0);
      expect(optimum.loadAt(watts)).toBeLessThanOrEqual(1);
    }
  });
});

describe('the trim of the model', () => {
  it('is 0 before anything was learned, and then the one learned at the nearest supply of air', () => {
    const trim = new Trim();
    expect(trim.at(0.5)).toBe(0);
    expect(trim.knows(0.5)).toBe(false);
    trim.learn(0.5, -0.08);
    expect(trim.at(0.5)).toBeCloseTo(-0.08, 9);
    expect(trim.at(1)).toBeCloseTo(-0.08, 9);
    expect(trim.at(0)).toBeCloseTo(-0.08, 9);
    expect(trim.knows(0.5)).toBe(true);
    expect(trim.knows(0.8)).toBe(false);
  });

  it('differs between supplies of air', () => {
    const trim = new Trim();
    trim.learn(0.4, -0.1);
    trim.learn(1, 0.05);
    expect(trim.at(0.4)).toBeCloseTo(-0.1, 9);
    expect(trim.at(1)).toBeCloseTo(0.05, 9);
  });

  it('is at most 0.3, even if measurements are further away', () => {
    const trim = new Trim();
    trim.learn(0.7, 0.9);
    expect(trim.at(0.7)).toBeCloseTo(0.3, 9);
  });

  it('corrects the model of a wrongly described plant to the load that was found', () => {
    const model = new FeedForward({ ...PLANT, ratedTorque: 190 }, 'power');
    expect(model.loadAt(12_000)).toBeLessThan(0.75);
    model.learn(12_000, 0.85);
    expect(model.loadAt(12_000)).toBeCloseTo(0.85, 9);
    expect(model.isTrimmedAt(12_000)).toBe(true);
    expect(model.isTrimmedAt(6000)).toBe(false);
  });
});
