// The registry of components that wear: ids are unique, limits are consistent, and an empty minute gives no values.
import { describe, expect, it } from 'vitest';
import type { MinuteRow, SeriesStatistics } from '../../src/features/minute-row.js';
import { components } from '../../src/trends/components.js';

const REGISTRY = components({
  speedRatio: 25.4,
  thermalResistance: 0.06,
  sensors: ['chain.velocity', 'water.temperature'],
});
const EMPTY: MinuteRow = {
  ...{ ts: 0, run: 1, tick: 0, frames: 3600, complete: true, clockJumped: false, series: {}, durations: {} },
  ...{ mode: {}, degradation: {}, plant: {}, alarms: {}, trips: {}, recoveries: {}, commands: {} },
};

function means(values: Readonly<Record<string, number>>): MinuteRow {
  const series = (mean: number): SeriesStatistics => ({
    ...{ count: 3600, mean, deviation: 0, min: mean, max: mean, last: mean },
    ...{ good: 1, estimated: 0, stale: 0, bad: 0 },
  });
  const all = Object.entries(values).map(([name, mean]) => [name, series(mean)] as const);
  return { ...EMPTY, series: Object.fromEntries(all) };
}

const read = (id: string, row: MinuteRow) => REGISTRY.find((component) => component.id === id)!.read(row);

describe('the registry', () => {
  it('has no id twice, and one entry for each sensor', () => {
    const ids = REGISTRY.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(['sensor.chain.velocity', 'sensor.water.temperature']));
  });

  it.each(REGISTRY)(
    '$id has texts for the reader, and a limit',
    ({ name, statistic, unit, meaning, advice, limits }) => {
      for (const text of [name, statistic, unit, meaning, advice]) expect(text).not.toBe('');
      expect(limits.length).toBeGreaterThan(0);
    },
  );

  it.each(REGISTRY)(
    '$id has at most one limit on each side, and the lower one is below the upper one',
    ({ limits }) => {
      const [below, above] = (['below', 'above'] as const).map((side) =>
        limits.filter(({ passedWhen }) => passedWhen === side),
      );
      expect(Math.max(below!.length, above!.length)).toBeLessThanOrEqual(1);
      expect(below![0]?.value ?? Number.NEGATIVE_INFINITY).toBeLessThan(
        above![0]?.value ?? Number.POSITIVE_INFINITY,
      );
    },
  );
});

describe('a minute', () => {
  it('without values gives no statistic except the number of lost sensors, which is 0', () => {
    for (const { id, read } of REGISTRY) expect([id, read(EMPTY)]).toEqual([id, id === 'losses' ? 0 : null]);
  });

  it('gives ratios of means, but none when the chain is nearly at rest', () => {
    expect(read('coupling', means({ 'generator.speed': 38.1, 'chain.velocity': 1.5 }))).toBeCloseTo(25.4, 9);
    expect(read('coupling', means({ 'generator.speed': 4, 'chain.velocity': 0.19 }))).toBeNull();
  });

  it('gives the efficiency and the cooling of the generator', () => {
    const row = means({
      ...{ 'generator.torque': 100, 'generator.speed': 40, 'generator.power': 3600 },
      ...{ 'generator.temperature': 60, 'water.temperature': 20 },
    });
    expect(read('generator', row)).toBeCloseTo(0.9, 9);
    expect(read('cooling', row)).toBeCloseTo(0.1, 9);
  });

  it('gives recovery attempts as a rate per hour', () => {
    expect(read('losses', { ...EMPTY, recoveries: { 'sensor_lost.attempted': 2 } })).toBe(120);
  });
});
