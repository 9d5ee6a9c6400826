// The slow check of one relation: which deviation is usual, which one is a fault, and which one is never learned.
import { describe, expect, it } from 'vitest';
import { Deviations } from '../../../../src/control/twin/diagnosis/deviations.js';
import { RELATION } from '../../../../src/control/twin/diagnosis/relations.js';

const { supply, speed } = RELATION;

/** Noise with a mean of 0 and a standard deviation of 1, the same in each run. */
function noise(): () => number {
  let seed = 1;
  const uniform = () => {
    seed = (seed * 1_664_525 + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  return () => Math.sqrt(12) * (uniform() - 0.5);
}

class Watch {
  readonly deviations = new Deviations(new Float64Array(RELATION.length).fill(Number.NaN));

  /** Lets time pass with deviations of this relation. They are a function of the seconds since the call. */
  feed(relation: number, seconds: number, course: (s: number) => number): this {
    for (let s = 0; s < seconds; s++) {
      this.deviations.deviation[relation] = course(s);
      this.deviations.update(1, true);
    }
    return this;
  }

  /** The time until the relation is beyond its limit, s; null when it never is. */
  timeTo(relation: number, seconds: number, course: (s: number) => number): number | null {
    for (let s = 0; s < seconds; s++) {
      this.deviations.deviation[relation] = course(s);
      this.deviations.update(1, true);
      if (this.deviations.beyond[relation] === 1) return s;
    }
    return null;
  }
}

const settled = (relation: number) => new Watch().feed(relation, 120, () => 0);

describe('a relation', () => {
  it('that deviates by more than its limit is beyond it within minutes', () => {
    expect(settled(supply).timeTo(supply, 600, () => -0.13)).toBeLessThan(120);
  });

  it('that deviates from the start on counts as usual on this plant, within bounds', () => {
    const plant = new Watch().feed(supply, 600, () => -0.1);
    expect(plant.deviations.someAreBeyond).toBe(false);
    expect(plant.deviations.usual[supply]).toBeCloseTo(-0.1, 2);
    expect(new Watch().timeTo(supply, 600, () => -0.2)).not.toBeNull();
  });

  it('that deviates while the model is inexact, as on a chain that swings since its start, teaches nothing', () => {
    const watch = new Watch();
    watch.deviations.widening[supply] = 0.08;
    watch.feed(supply, 120, () => -0.05);
    expect(watch.deviations.usual[supply]).toBe(0);
    watch.deviations.widening[supply] = 0;
    expect(watch.timeTo(supply, 3600, () => 0.02)).toBeNull();
    expect(watch.deviations.usual[supply]).toBeCloseTo(0.02, 2);
  });

  it.each([
    ['in an hour', 0.2 / 3600, 0.12],
    ['in a day', 0.2 / 86_400, 0.13],
  ])('that grows to 20 %% %s is reported before it is learned', (_name, perSecond, most) => {
    const seconds = settled(supply).timeTo(supply, 86_400, (s) => -perSecond * s);
    expect(seconds! * perSecond).toBeLessThan(most);
  });

  it('is not learned near its limit', () => {
    const watch = settled(speed).feed(speed, 3600, () => 0.034);
    expect(watch.deviations.usual[speed]).toBeLessThan(0.003);
  });

  it('whose noise is as large as its limit is judged by its mean', () => {
    const random = noise();
    const watch = new Watch();
    expect(watch.timeTo(supply, 20_000, () => 0.15 * random())).toBeNull();
    expect(watch.timeTo(supply, 3600, () => -0.3 + 0.15 * random())).not.toBeNull();
  });

  it('is back some seconds after the end of a large fault', () => {
    const watch = settled(speed).feed(speed, 60, () => 0.3);
    expect(watch.deviations.beyond[speed]).toBe(1);
    expect(watch.feed(speed, 6, () => 0).deviations.beyond[speed]).toBe(0);
  });

  it('whose channels are lost is not reported any more, and is judged again when they are back', () => {
    const watch = settled(speed).feed(speed, 60, () => 0.1);
    watch.feed(speed, 60, () => Number.NaN);
    expect(watch.deviations.beyond[speed]).toBe(0);
    expect(watch.timeTo(speed, 120, () => 0.1)).not.toBeNull();
  });

  it('has a larger tolerance while the model is less exact', () => {
    const watch = settled(supply);
    watch.deviations.widening[supply] = 0.2;
    expect(watch.timeTo(supply, 600, () => 0.15)).toBeNull();
  });
});

describe('a relation that begins anew', () => {
  it('forgets its means, and keeps what is usual', () => {
    const { deviations } = new Watch().feed(supply, 60, () => 0.02);
    const usual = deviations.usual[supply]!;
    expect(usual).toBeGreaterThan(0);
    deviations.beginAnew(supply);
    expect([deviations.judged[supply], deviations.strain[supply]]).toEqual([0, 0]);
    deviations.deviation[supply] = 0.05;
    deviations.update(1, true);
    expect(deviations.slowChange(supply)).toBeCloseTo(0.05 - deviations.usual[supply]!, 9);
    expect(deviations.usual[supply]).toBeCloseTo(usual, 3);
  });
});
