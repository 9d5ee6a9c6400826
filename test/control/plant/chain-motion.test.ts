// Whether the chain turns, stands, or is too slow: by the means of both speeds.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { ChainMotion } from '../../../src/control/plant/chain-motion.js';
import { Bench } from '../bench.js';

/** Speed of the generator over that of the chain. */
const RATIO = 12.7 / 0.5;

/** A chain whose sensors show these speeds of the chain, m/s, for a time in s; null for a sensor that is not good. */
class Chain {
  readonly bench: Bench;
  readonly motion: ChainMotion;

  constructor(sensors = ['chain.velocity', 'generator.speed']) {
    this.bench = new Bench('', sensors);
    this.motion = new ChainMotion(this.bench.plan);
  }

  show(seconds: number, velocity: number | null, speed: number | null = null): ChainMotion {
    const { bench, motion } = this;
    const firstS = bench.nowS;
    for (let n = 1; n <= Math.round(seconds * 60); n++) {
      bench.at(firstS + n / 60);
      this.look(velocity, speed);
    }
    motion.judge();
    return motion;
  }

  look(velocity: number | null, speed: number | null): void {
    const { bench, motion } = this;
    bench.set('chain.velocity', velocity ?? 9, velocity === null ? QUALITY.estimated : QUALITY.good);
    bench.set('generator.speed', (speed ?? 9) * RATIO, speed === null ? QUALITY.stale : QUALITY.good);
    motion.look(bench.image, bench.clock);
  }
}

describe('a chain', () => {
  it('turns when the mean of one of its speeds is above 0.2 m/s', () => {
    expect(new Chain().show(3, 0.21, 0).turns).toBe(true);
    expect(new Chain().show(3, 0, 0.21).turns).toBe(true);
    expect(new Chain().show(3, 0.2, 0.2).turns).toBe(false);
    expect(new Chain().show(3, -0.21, null).turns).toBe(true);
  });

  it('turns by the mean of 2 s, not by the latest measurement', () => {
    const chain = new Chain();
    chain.show(3, 0, null);
    expect(chain.show(0.2, 1, null).turns).toBe(false);
    expect(chain.show(0.5, 1, null).turns).toBe(true);
  });

  it('stands when each good speed was below 0.05 m/s for 2 s', () => {
    const chain = new Chain();
    expect(chain.show(2, 0.04, 0.04).stands).toBe(false);
    expect(chain.show(0.1, 0.04, 0.04).stands).toBe(true);
    expect(new Chain().show(3, 0.06, 0.04).stands).toBe(false);
    expect(new Chain().show(3, 0.04, 0.06).stands).toBe(false);
    expect(new Chain().show(3, 0.04, null).stands).toBe(true);
  });

  it('at exactly 0.05 m/s does not stand', () => {
    const chain = new Chain();
    // Four times 0.05 add up to 0.2 without rounding; three times do not.
    for (const nowS of [0, 0.75, 1.5, 2]) {
      chain.bench.at(nowS);
      chain.look(0.05, null);
    }
    chain.motion.judge();
    expect(chain.motion.stands).toBe(false);
  });

  it('neither turns nor stands before the first control tick', () => {
    expect(new Chain().motion).toMatchObject({ turns: false, stands: false, isSlow: null });
  });

  it('neither turns nor stands while no speed is good, whatever the twin shows in its place', () => {
    const chain = new Chain();
    chain.show(3, 1.5, 1.5);
    expect(chain.show(1 / 60, null, null)).toMatchObject({ turns: false, stands: false, isSlow: null });
    expect(chain.motion.speedMps).toBeNaN();
  });

  it('needs two seconds of good measurements again after a speed was lost', () => {
    const chain = new Chain();
    chain.show(3, 0, null);
    chain.show(1 / 60, null, null);
    expect(chain.show(1.9, 0, null).stands).toBe(false);
    expect(chain.show(0.2, 0, null).stands).toBe(true);
  });
});

describe('a chain that should run', () => {
  it('is slow below 2 % of its default speed, by the mean of a quarter second', () => {
    const chain = new Chain();
    const limit = 0.02 * chain.motion.defaultMps;
    chain.show(3, 1.5, null);
    expect(chain.show(0.2, 0.9 * limit, null).isSlow).toBe(false);
    expect(chain.show(0.1, 0.9 * limit, null).isSlow).toBe(true);
    expect(chain.show(0.3, 1.1 * limit, null).isSlow).toBe(false);
  });

  it('at exactly 2 % of its default speed is not slow', () => {
    const chain = new Chain();
    expect(chain.show(1 / 60, 0.02 * chain.motion.defaultMps, null).isSlow).toBe(false);
  });

  it('is slow only when every good speed says so', () => {
    expect(new Chain().show(1, 0, 0).isSlow).toBe(true);
    expect(new Chain().show(1, 1.5, 0).isSlow).toBe(false);
    expect(new Chain().show(1, 0, 1.5).isSlow).toBe(false);
    expect(new Chain().show(1, null, 0).isSlow).toBe(true);
  });

  it('has a default speed of 1.55 m/s with the default parameters', () => {
    expect(new Chain().motion.defaultMps).toBeCloseTo(1.55, 2);
  });
});

describe('the speed for reports', () => {
  it('is the highest of the latest good measurements, without its sign', () => {
    expect(new Chain().show(1, 1, 2).speedMps).toBeCloseTo(2, 9);
    expect(new Chain().show(1, -2, 1).speedMps).toBe(2);
    const chain = new Chain();
    chain.show(1, 2, null);
    expect(chain.show(1 / 60, 0.5, null).speedMps).toBe(0.5);
  });
});

describe('a plant', () => {
  it.each([
    [['chain.velocity'], true],
    [['generator.speed'], true],
    [['chain.tension'], false],
  ])('with the sensors %j measures a speed: %s', (sensors, hasSensor) => {
    expect(new Chain(sensors).motion.hasSensor).toBe(hasSensor);
  });
});

describe('a chain that nobody has watched yet', () => {
  it('is watched after two measurements of each sensor', () => {
    const chain = new Chain();
    expect(chain.show(1 / 60, 0, 0).isWatched).toBe(false);
    expect(chain.show(1 / 60, 0, null).isWatched).toBe(false);
    expect(chain.show(1 / 60, 0, 0).isWatched).toBe(true);
    const one = new Chain(['chain.velocity']);
    expect(one.show(2 / 60, 0, null).isWatched).toBe(true);
  });

  it('does not count a measurement again while no new one comes', () => {
    const { bench, motion } = new Chain(['chain.velocity']);
    bench.set('chain.velocity', 0);
    for (const nowS of [0, 0.5, 1]) motion.look(bench.image, bench.at(nowS).clock);
    expect(motion.isWatched).toBe(false);
  });

  it('is watched after 2 s, whatever came until then, and stays so', () => {
    const { bench, motion } = new Chain();
    for (const nowS of [10, 11, 11.9]) motion.look(bench.image, bench.at(nowS).clock);
    expect(motion.isWatched).toBe(false);
    motion.look(bench.image, bench.at(12).clock);
    expect(motion.isWatched).toBe(true);
    motion.look(bench.image, bench.at(12.1).clock);
    expect(motion.isWatched).toBe(true);
  });
});
