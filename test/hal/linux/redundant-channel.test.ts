// A channel with several sources: which source is active, when this changes, and how much the sources differ.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RedundantChannel } from '../../../hal/linux/redundant-channel.js';
import { QUALITY } from '../../../hal/quality.js';
import { SampleTable, VERDICT } from '../../../hal/samples.js';
import type { Vote } from '../../../hal/schema/sources.js';

const NAME = 'chain.velocity';

/** A channel with this number of sources, in the order of their priority, in virtual time. */
function channel(count: number, vote: Vote = 'priority', staleAfterS: readonly number[] = []) {
  const target = new SampleTable([NAME]);
  const tables = Array.from(
    { length: count },
    (_, i) => new SampleTable([NAME], () => ({ max: 100, staleAfter: staleAfterS[i] })),
  );
  const counters = new Float64Array(3);
  const sources = tables.map((samples) => ({ samples, row: 0 }));
  const redundant = new RedundantChannel(target, 0, sources, vote, counters);
  let nowS = 0;
  return {
    target,
    /** Lets 0.1 s pass. Each source delivers its value in this time, or nothing for null. */
    step(...values: readonly (number | null)[]) {
      nowS += 0.1;
      values.forEach((value, i) => {
        if (value !== null) tables[i]!.put(0, value, nowS);
      });
      redundant.advance(nowS);
      return target.value[0]!;
    },
    get nowS() {
      return nowS;
    },
    get isFresh() {
      return target.quality[0] === QUALITY.good && nowS - target.timeS[0]! <= target.staleAfterS[0]! + 1e-9;
    },
    get counts() {
      const [active, good, switches] = counters;
      return { active, good, switches };
    },
  };
}

describe('by priority', () => {
  it('the first source is used while it is good, whatever the others deliver', () => {
    const one = channel(2);
    expect(one.step(1, 9)).toBe(1);
    expect(one.step(2, 9)).toBe(2);
    expect(one.counts).toEqual({ active: 0, good: 2, switches: 0 });
  });

  it('the next source replaces it as soon as it is stale, so the channel is never stale', () => {
    const one = channel(2);
    one.step(1, 9);
    // After 0.2 s without a value it is not stale yet.
    expect(one.step(null, 9)).toBe(1);
    expect(one.step(null, 9)).toBe(1);
    expect(one.step(null, 9.5)).toBe(9.5);
    expect(one.isFresh).toBe(true);
    expect(one.counts).toEqual({ active: 1, good: 1, switches: 1 });
  });

  it('the next source replaces it at once when it reports that it has no value', () => {
    const one = channel(2);
    one.step(1, 9);
    expect(one.step(Number.NaN, 9)).toBe(9);
    expect(one.target.verdict[0]).toBe(VERDICT.accepted);
    expect(one.target.notFinite[0]).toBe(1);
  });

  it('a value out of range is dropped, and a source with only such values becomes stale', () => {
    const one = channel(2);
    one.step(1, 9);
    expect(one.step(1000, 9)).toBe(1);
    one.step(1000, 9);
    expect(one.step(1000, 9)).toBe(9);
    expect(one.target.outOfRange[0]).toBe(3);
  });

  it('a source that came back is used again after a second without a break', () => {
    const one = channel(2);
    one.step(Number.NaN, 9);
    for (let i = 0; i < 10; i++) expect(one.step(1, 9)).toBe(9);
    expect(one.step(1, 9)).toBe(1);
    expect(one.counts.switches).toBe(2);
  });

  it('a source that comes and goes is not used again', () => {
    const one = channel(2);
    one.step(Number.NaN, 9);
    for (let i = 0; i < 100; i++) expect(one.step(i % 5 === 0 ? Number.NaN : 1, 9)).toBe(9);
    expect(one.counts.switches).toBe(1);
  });

  it('without a good source the last one stays active, and its value ages', () => {
    const one = channel(2);
    one.step(1, 9);
    for (let i = 0; i < 4; i++) one.step(null, null);
    expect(one.target.value[0]).toBe(1);
    expect(one.isFresh).toBe(false);
    expect(one.counts.good).toBe(0);
  });

  it('each source has its own staleAfter', () => {
    const one = channel(2, 'priority', [0.2, 5]);
    one.step(1, 9);
    for (let i = 0; i < 30; i++) one.step(null, null);
    expect(one.target.value[0]).toBe(9);
    expect(one.isFresh).toBe(true);
  });

  it('the count of deliveries continues from one source to the next, so a frozen value differs from silence', () => {
    const one = channel(2);
    one.step(1, 9);
    one.step(Number.NaN, 9);
    const before = one.target.deliveries[0]!;
    one.step(null, 9);
    expect(one.target.deliveries[0]).toBe(before + 1);
    one.step(null, null);
    expect(one.target.deliveries[0]).toBe(before + 1);
  });
});

describe('by median', () => {
  it('the middle one of three is used, so one that is far off has no effect', () => {
    const one = channel(3, 'median');
    expect(one.step(1, 1.1, 50)).toBe(1.1);
    expect(one.step(-50, 1.1, 1.2)).toBe(1.1);
  });

  it('the mean of two is used, and a single one as it is', () => {
    const one = channel(2, 'median');
    expect(one.step(1, 2)).toBe(1.5);
    expect(one.step(Number.NaN, 2)).toBe(2);
  });

  it('the value is as old as the oldest value in it', () => {
    const one = channel(3, 'median');
    one.step(1, 2, 3);
    const firstS = one.nowS;
    one.step(1, null, 3);
    expect(one.target.timeS[0]).toBeCloseTo(firstS, 9);
  });

  it('the value always lies between the smallest and the largest good value', () => {
    const values = fc.array(fc.double({ min: -99, max: 99, noNaN: true }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(values, (all) => {
        const voted = channel(all.length, 'median').step(...all);
        expect(voted).toBeGreaterThanOrEqual(Math.min(...all));
        expect(voted).toBeLessThanOrEqual(Math.max(...all));
      }),
    );
  });
});

describe('the difference of the sources', () => {
  it('is the largest minus the smallest good value, and 0 with fewer than two', () => {
    const one = channel(3);
    one.step(1, 1.5, 0.8);
    expect(one.target.spread[0]).toBeCloseTo(0.7, 12);
    one.step(1, Number.NaN, Number.NaN);
    expect(one.target.spread[0]).toBe(0);
  });
});
