// One measurement of a plant that runs steadily, swings, or switches its compressor.
import { describe, expect, it } from 'vitest';
import { Average, type Objective } from '../../../../src/control/optimizer/load-search/average.js';
import { READING } from '../../../../src/control/optimizer/load-search/readings.js';
import { Rhythm } from '../../../../src/control/optimizer/load-search/rhythm.js';

const DT_S = 1 / 15;
const REVOLUTION_M = 23;

interface Plant {
  readonly velocity: (t: number) => number;
  readonly power: (t: number) => number;
  readonly compressor: (t: number) => number;
}

const steady: Plant = { velocity: () => 1.5, power: () => 4000, compressor: () => 12_000 };

/** Measures after some seconds of settling. Returns the result and how long it took. */
function measure(plant: Partial<Plant>, objective: Objective, settleS: number) {
  const { velocity, power, compressor } = { ...steady, ...plant };
  const rhythm = new Rhythm(objective === 'efficiency');
  const average = new Average(objective, REVOLUTION_M);
  const readings = new Float64Array(READING.length);
  readings[READING.dtS] = DT_S;
  average.begin();
  for (let t = 0; t < settleS + 200; t += DT_S) {
    readings[READING.velocityMps] = velocity(t);
    readings[READING.powerW] = power(t);
    readings[READING.compressorW] = compressor(t);
    rhythm.update(readings);
    if (t >= settleS && average.update(readings, rhythm)) return { average, tookS: t - settleS };
  }
  throw new Error('the measurement did not end');
}

describe('a measurement of the objective', () => {
  it('takes one revolution of a steady chain, but at least ten seconds', () => {
    expect(measure({}, 'power', 20).tookS).toBeCloseTo(REVOLUTION_M / 1.5, 0);
    expect(measure({ velocity: () => 4 }, 'power', 20).tookS).toBeCloseTo(10, 0);
  });

  it('gives mean and error of a steady plant', () => {
    const { average } = measure({}, 'power', 20);
    expect(average.mean).toBeCloseTo(4000, 6);
    expect(average.worth).toBeCloseTo(4000, 6);
    expect(average.error).toBeLessThan(1);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
    'covers whole swings of the chain, at whatever second of a swing it begins (%d)',
    (offset) => {
      const swing = (t: number) => 1 + 0.3 * Math.sin((2 * Math.PI * t) / 12.8);
      const { average } = measure(
        { velocity: (t) => 1.25 * swing(t), power: (t) => 3300 * swing(t) },
        'power',
        40 + offset,
      );
      expect(Math.abs(average.mean - 3300)).toBeLessThan(0.005 * 3300);
    },
  );

  it('includes the loss that a swing causes', () => {
    const swing = (t: number) => 1 + 0.3 * Math.sin((2 * Math.PI * t) / 12.8);
    const { average } = measure({ velocity: (t) => 1.25 * swing(t) }, 'power', 40);
    expect(average.mean).toBeCloseTo(4000, 6);
    expect(average.worth).toBeLessThan(0.97 * 4000);
    expect(average.worth).toBeGreaterThan(0.95 * 4000);
  });

  it.each([0, 0.7, 1.4, 2.1, 2.8])(
    'covers whole cycles of the compressor, at whatever second of a cycle it begins (%d)',
    (offset) => {
      const cycling = (t: number) => (t % 3.3 < 2 ? 12_000 : 0);
      const { average } = measure({ compressor: cycling }, 'efficiency', 20 + offset);
      const efficiency = 4000 / ((12_000 * 2) / 3.3);
      expect(Math.abs(average.mean - efficiency)).toBeLessThan(0.02 * efficiency);
    },
  );

  it('gives no efficiency while the compressor stands', () => {
    expect(measure({ compressor: () => 20 }, 'efficiency', 20).average.mean).toBeNaN();
  });

  it('does not wait for the revolution of a chain that hardly turns', () => {
    expect(measure({ velocity: () => 0.05 }, 'power', 20).tookS).toBeLessThan(95);
  });

  it('has a larger error when the plant varies more', () => {
    const wandering = measure({ power: (t) => 4000 + 30 * Math.sin(t) }, 'power', 20).average;
    const wild = measure({ power: (t) => 4000 + 300 * Math.sin(t) }, 'power', 20).average;
    expect(wandering.error).toBeGreaterThan(0.1);
    expect(wild.error).toBeCloseTo(10 * wandering.error, 5);
  });
});
