// When a condition on several channels holds, and which of them is named as the one that saw it.
import { describe, expect, it } from 'vitest';
import { SampleTable } from '../../../hal/samples.js';
import type { Limit, LimitWatch } from '../../../src/control/plant/limit-watch.js';
import { TripCondition } from '../../../src/control/plant/trip-condition.js';
import { ProcessImage } from '../../../src/control/state/image.js';

/** A watch that shows what the test sets. */
class Shown implements LimitWatch {
  beyond = 0;
  isProven = false;
  readonly value = 1;
  looks = 0;
  limit: Readonly<Limit> | null = null;

  constructor(readonly channel: string) {}

  look(): void {
    this.looks++;
  }

  setLimit(limit: Readonly<Limit>): void {
    this.limit = limit;
  }
}

const chain = () => [new Shown('chain.velocity'), new Shown('generator.speed')] as const;

function look(condition: TripCondition): void {
  condition.look(new SampleTable([]), new ProcessImage([]), new Float64Array());
}

function settled(condition: TripCondition): boolean {
  condition.settle();
  return condition.holds;
}

describe('a condition to trip', () => {
  it('does not hold at first, nor while one source alone is beyond the limit once', () => {
    const watches = chain();
    const condition = new TripCondition(watches);
    expect([condition.holds, condition.seenBy]).toEqual([false, null]);
    watches[0].beyond = 1;
    look(condition);
    expect([settled(condition), condition.seenBy]).toEqual([false, null]);
    expect(watches.map(({ looks }) => looks)).toEqual([1, 1]);
  });

  it('holds when one channel is proven, whichever it is', () => {
    for (const proven of [0, 1] as const) {
      const watches = chain();
      const condition = new TripCondition(watches);
      watches[0].beyond = 1;
      watches[proven].beyond = 1;
      watches[proven].isProven = true;
      look(condition);
      expect(settled(condition)).toBe(true);
      expect(condition.seenBy).toBe(watches[proven]);
    }
  });

  it('holds when two sources are beyond the limit at once, of one channel or of two', () => {
    const apart = chain();
    for (const watch of apart) watch.beyond = 1;
    const both = new TripCondition(apart);
    look(both);
    expect([settled(both), both.seenBy]).toEqual([true, apart[0]]);
    const together = chain();
    together[1].beyond = 2;
    const one = new TripCondition(together);
    look(one);
    expect([settled(one), one.seenBy]).toEqual([true, together[1]]);
  });

  it('is remembered from the base tick on which it held to the next control tick, and no longer', () => {
    const watches = chain();
    const condition = new TripCondition(watches);
    watches[0].beyond = 2;
    look(condition);
    expect(condition.holds).toBe(false);
    watches[0].beyond = 0;
    look(condition);
    expect(settled(condition)).toBe(true);
    expect(settled(condition)).toBe(false);
    expect(condition.seenBy).toBe(watches[0]);
  });

  it('names the first channel when both are proven', () => {
    const watches = chain();
    for (const watch of watches) watch.isProven = true;
    const condition = new TripCondition(watches);
    look(condition);
    expect(condition.seenBy).toBe(watches[0]);
  });

  it('gives each channel its own limit', () => {
    const watches = chain();
    const limits = [
      { above: 3, samples: 2 },
      { above: 76, samples: 2 },
    ];
    new TripCondition(watches).setLimits(limits);
    expect(watches.map(({ limit }) => limit)).toEqual(limits);
  });
});
