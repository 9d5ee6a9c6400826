// Which watch a channel gets: its sources and their vote for a sensor, the span and the outliers for a computed channel.
import { describe, expect, it } from 'vitest';
import { SampleTable } from '../../../hal/samples.js';
import { watchOf } from '../../../src/control/plant/watch-of.js';
import { Bench, planOf } from '../bench.js';

const SENSORS = ['chain.velocity', 'chain.tension'];
const THREE = [['a', 'b', 'c'], ['d']];

/** The watch of the tension above 10 N on a plant where three sources measure it; each delivers its value on two base ticks. */
function tension(yaml: string, values: readonly number[]) {
  const bench = new Bench(yaml, ['chain.tension', 'chain.velocity']);
  const sources = values.map(() => ({ samples: new SampleTable(['chain.tension']), row: 0 }));
  bench.samples.combine(0, sources);
  const watch = watchOf(
    { ...bench.plan, sourcesOf: THREE },
    'chain.tension',
    { above: 10, samples: 2 },
    false,
  )!;
  for (const nowS of [1, 1.1]) {
    bench.at(nowS);
    for (const [i, value] of values.entries()) sources[i]!.samples.put(0, value, nowS);
    watch.look(bench.samples, bench.image, bench.clock);
  }
  return [watch.beyond, watch.isProven];
}

describe('the watch of a sensor', () => {
  it('looks at each of its sources', () => {
    expect(tension('', [5, 5, 11])).toEqual([1, true]);
    expect(tension('', [11, 11, 11])).toEqual([3, true]);
  });

  it('is outvoted only where the channel is configured to vote by median', () => {
    expect(tension('channels: { chain.tension: { vote: median } }', [5, 5, 11])).toEqual([0, false]);
    expect(tension('channels: { chain.tension: { vote: priority } }', [5, 5, 11])).toEqual([1, true]);
  });

  it('is none when the plant does not have the channel', () => {
    expect(watchOf(planOf('', SENSORS), 'generator.speed', { above: 10, samples: 2 }, false)).toBeNull();
  });
});

/** Shows the watch of a computed channel these values, pairs of time in s and value; the number of measurements that it needs is 2. */
function isProven(channel: string, above: number, values: readonly (readonly [number, number])[]): boolean {
  const bench = new Bench('', [
    ...SENSORS,
    'pneumatics.compressorPower',
    'generator.voltage',
    'generator.current',
  ]);
  const watch = watchOf(bench.plan, channel, { above, samples: 2 }, false)!;
  for (const [timeS, value] of values) {
    bench.at(timeS).set(channel, value);
    watch.look(bench.samples, bench.image, bench.clock);
  }
  return watch.isProven;
}

describe('the watch of a computed channel', () => {
  it('counts every new value', () => {
    expect(isProven('derived.netPower', 10, [[1, 11]])).toBe(false);
    expect(
      isProven('derived.netPower', 10, [
        [1, 11],
        [2, 11],
      ]),
    ).toBe(true);
  });

  it('of the efficiency counts values once a minute, because each is over the last 60 s', () => {
    expect(
      isProven('derived.efficiency', 0.9, [
        [1, 1],
        [61, 1],
      ]),
    ).toBe(false);
    expect(
      isProven('derived.efficiency', 0.9, [
        [1, 1],
        [62, 1],
      ]),
    ).toBe(true);
  });

  it.each([
    [0.02, true],
    [0.07, true],
    [0.18, false],
    [5, false],
  ])(
    'of the acceleration above 2 m/s^2 counts beside a velocity that is wrong by %d m/s: %s. The bound is 0.125 m/s',
    (error, isCounted) => {
      const bench = new Bench('', SENSORS);
      const watch = watchOf(bench.plan, 'chain.acceleration', { above: 2, samples: 2 }, false)!;
      for (const [n, velocity] of [1, 1 + error, 1, 1].entries()) {
        bench.at(1 + n / 16).put('chain.velocity', velocity);
        // The first two values are within the limit, so that only those after the wrong sample could count.
        bench.set('chain.acceleration', n < 2 ? 0 : 3);
        watch.look(bench.samples, bench.image, bench.clock);
      }
      expect(watch.isProven).toBe(isCounted);
    },
  );
});
