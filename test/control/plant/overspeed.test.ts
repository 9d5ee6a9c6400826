// The overspeed interlock by itself: which channels it looks at with which limits, and what it says about them.
import { describe, expect, it } from 'vitest';
import { Overspeed } from '../../../src/control/plant/overspeed.js';
import { Bench, planOf } from '../bench.js';

/** A chain speed of 1 m/s belongs to a generator speed of 25.4 rad/s. */
const RATIO = 12.7 / 0.5;

function watched(yaml = '', sensors?: readonly string[]) {
  const bench = new Bench(yaml, sensors);
  const overspeed = new Overspeed(bench.plan);
  /** Delivers each value on one base tick, then runs the control tick. */
  const show = (channel: string, ...values: number[]) => {
    for (const value of values) {
      bench.at(bench.nowS + 0.0625).put(channel, value);
      overspeed.active?.look(bench.samples, bench.image, bench.clock);
    }
    overspeed.active?.settle();
    return overspeed.holds;
  };
  return { bench, overspeed, show };
}

describe('the overspeed interlock', () => {
  it('has seen nothing at first', () => {
    const { overspeed } = watched();
    expect([overspeed.holds, overspeed.channel]).toEqual([false, 'chain.velocity']);
    expect(overspeed.value).toBeNaN();
    expect(overspeed.describe()).toBe("chain.velocity is above the interlock's limit of 10 m/s");
  });

  it('trips by the speed of the chain, in its own unit', () => {
    const { overspeed, show } = watched();
    expect(show('chain.velocity', 9.9, 9.9)).toBe(false);
    expect(show('chain.velocity', 10.1, 10.2)).toBe(true);
    expect([overspeed.channel, overspeed.value]).toEqual(['chain.velocity', 10.2]);
    expect(overspeed.describe()).toBe("chain.velocity is 10.20 m/s, above the interlock's limit of 10 m/s");
  });

  it('trips by the speed of the generator, and converts it', () => {
    const { overspeed, show } = watched();
    expect(show('generator.speed', 9.99 * RATIO, 9.99 * RATIO)).toBe(false);
    expect(show('generator.speed', 10.5 * RATIO, 10.5 * RATIO)).toBe(true);
    expect(overspeed.channel).toBe('generator.speed');
    expect(overspeed.value).toBeCloseTo(10.5, 9);
    expect(overspeed.describe()).toBe(
      "generator.speed is 266.7 rad/s, which is 10.50 m/s of chain.velocity: above the interlock's limit of 10 m/s",
    );
  });

  it('on the generator converts the speed of the chain in the same way', () => {
    const { overspeed, show } = watched(
      'interlocks: { overspeed: { channel: generator.speed, above: 254, samples: 3 } }',
    );
    expect(show('chain.velocity', 10.1, 10.1)).toBe(false);
    expect(show('chain.velocity', 10.1)).toBe(true);
    expect(overspeed.value).toBeCloseTo(256.54, 6);
    expect(overspeed.describe()).toBe(
      "chain.velocity is 10.10 m/s, which is 256.5 rad/s of generator.speed: above the interlock's limit of 254 rad/s",
    );
  });

  it('on another channel looks at that one only', () => {
    const { overspeed, show } = watched('interlocks: { overspeed: { channel: chain.tension, above: 9000 } }');
    expect(show('chain.velocity', 50, 50)).toBe(false);
    expect(show('generator.speed', 5000, 5000)).toBe(false);
    expect(show('chain.tension', 9500, 9500)).toBe(true);
    expect(overspeed.value).toBe(9500);
    expect(overspeed.describe()).toBe("chain.tension is 9500 N, above the interlock's limit of 9000 N");
  });

  it('uses values that the range of the channel drops', () => {
    const { show } = watched('channels: { chain.velocity: { max: 9 } }');
    expect(show('chain.velocity', 12, 12)).toBe(true);
  });

  it('on a plant with one of the two sensors still names the unit of the configured channel', () => {
    const generator = watched('', ['generator.speed']);
    expect(generator.show('generator.speed', 12 * RATIO, 12 * RATIO)).toBe(true);
    expect(generator.overspeed.describe()).toBe(
      "generator.speed is 304.8 rad/s, which is 12.00 m/s of chain.velocity: above the interlock's limit of 10 m/s",
    );
    const yaml = 'interlocks: { overspeed: { channel: generator.speed, above: 254 } }';
    expect(watched(yaml, ['chain.velocity']).overspeed.describe()).toBe(
      "generator.speed is above the interlock's limit of 254 rad/s",
    );
  });

  it('on a channel that the plant does not have never holds, and names no unit', () => {
    const yaml = 'interlocks: { overspeed: { channel: chain.tension, above: 9000 } }';
    const { overspeed, show } = watched(yaml, ['chain.velocity']);
    expect(show('chain.velocity', 9500, 9500)).toBe(false);
    expect(overspeed.describe()).toBe("chain.tension is above the interlock's limit of 9000");
  });

  it('does nothing while it is switched off', () => {
    const { overspeed, show } = watched('interlocks: { overspeed: { enabled: false } }');
    expect(overspeed.active).toBeNull();
    expect(show('chain.velocity', 50, 50)).toBe(false);
  });
});

describe('new settings', () => {
  it('with the same channel keep the count', () => {
    const { overspeed, show } = watched();
    show('chain.velocity', 12);
    overspeed.configure(planOf('interlocks: { overspeed: { above: 11 } }'));
    expect(show('chain.velocity', 12)).toBe(true);
    expect(overspeed.describe()).toContain("above the interlock's limit of 11 m/s");
  });

  it('change the limits of both speeds', () => {
    const { overspeed, show } = watched();
    overspeed.configure(planOf('interlocks: { overspeed: { above: 20 } }'));
    expect(show('generator.speed', 19 * RATIO, 19 * RATIO)).toBe(false);
    expect(show('generator.speed', 21 * RATIO, 21 * RATIO)).toBe(true);
  });

  it('change the limit of the one speed that the plant has, although the other one is configured', () => {
    const { overspeed, show } = watched('', ['generator.speed']);
    overspeed.configure(planOf('interlocks: { overspeed: { above: 20 } }', ['generator.speed']));
    expect(show('generator.speed', 19 * RATIO, 19 * RATIO)).toBe(false);
    expect(show('generator.speed', 21 * RATIO, 21 * RATIO)).toBe(true);
  });

  it('with another channel start to count anew', () => {
    const { overspeed, show } = watched();
    show('chain.velocity', 12);
    overspeed.configure(planOf('interlocks: { overspeed: { channel: generator.speed, above: 254 } }'));
    expect(show('chain.velocity', 12)).toBe(false);
    expect(show('chain.velocity', 12)).toBe(true);
  });

  it('with other channels of the plant start to count anew', () => {
    const { overspeed, show } = watched();
    show('chain.velocity', 12);
    overspeed.configure(planOf('', ['chain.velocity', 'generator.speed', 'chain.tension', 'chain.position']));
    expect(show('chain.velocity', 12)).toBe(false);
    expect(show('chain.velocity', 12)).toBe(true);
  });

  it('switch it on and off', () => {
    const { overspeed, show } = watched();
    expect(show('chain.velocity', 12, 12)).toBe(true);
    overspeed.configure(planOf('interlocks: { overspeed: { enabled: false } }'));
    expect(overspeed.holds).toBe(false);
  });
});
