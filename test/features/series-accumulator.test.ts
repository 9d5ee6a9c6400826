// The statistics of a channel over a minute, compared with the plain formulas.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../hal/quality.js';
import { SeriesAccumulator } from '../../src/features/series-accumulator.js';
import { aFrame, LAYOUT } from './fixtures.js';

interface Sample {
  readonly velocity: number;
  readonly quality: number;
}

function statisticsOf(samples: readonly Sample[]) {
  const accumulator = new SeriesAccumulator(LAYOUT);
  for (const [i, sample] of samples.entries()) accumulator.add(aFrame(i, i, sample));
  return accumulator.statistics()['chain.velocity']!;
}

const aSample = fc.record({
  velocity: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  quality: fc.constantFrom(...Object.values(QUALITY)),
});

describe('the statistics of a channel', () => {
  it('are those of the plain formulas, over the values that are good or estimated', () => {
    fc.assert(
      fc.property(fc.array(aSample, { minLength: 1, maxLength: 200 }), (samples) => {
        const values = samples.filter(({ quality }) => quality <= QUALITY.estimated).map((s) => s.velocity);
        fc.pre(values.length > 0);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        const statistics = statisticsOf(samples);
        expect(statistics.count).toBe(values.length);
        expect(statistics.mean).toBeCloseTo(mean, 6);
        expect(statistics.deviation).toBeCloseTo(Math.sqrt(squares / values.length), 6);
        expect([statistics.min, statistics.max]).toEqual([Math.min(...values), Math.max(...values)]);
        expect(statistics.last).toBe(values.at(-1));
      }),
    );
  });

  it('give the share of frames with each quality, with the sum 1', () => {
    fc.assert(
      fc.property(fc.array(aSample, { minLength: 1, maxLength: 50 }), (samples) => {
        const { good, estimated, stale, bad } = statisticsOf(samples);
        const staleOnes = samples.filter(({ quality }) => quality === QUALITY.stale).length;
        expect(stale).toBe(staleOnes / samples.length);
        expect(good + estimated + stale + bad).toBeCloseTo(1, 12);
      }),
    );
  });

  it('keep a small deviation on top of a large value', () => {
    const samples = [-1, 1, -1, 1].map((off) => ({ velocity: 1e9 + off, quality: QUALITY.good }));
    expect(statisticsOf(samples).deviation).toBe(1);
  });

  it('are null without any value, and count NaN as bad', () => {
    const samples = [
      { velocity: Number.NaN, quality: QUALITY.good },
      { velocity: 1.5, quality: QUALITY.stale },
    ];
    expect(statisticsOf(samples)).toEqual({
      count: 0,
      mean: null,
      deviation: null,
      min: null,
      max: null,
      last: null,
      good: 0,
      estimated: 0,
      stale: 0.5,
      bad: 0.5,
    });
  });
});
