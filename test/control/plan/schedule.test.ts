// The schedule: every rate is a whole division of the base rate, also when base ticks are missing and rates change.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cadence as Schedule } from '../../../src/control/plan/schedule.js';

const RATES = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60];

/** A schedule that also counts the occasions that were missed. */
class Cadence extends Schedule {
  skipped = 0;

  override take(tick: number): boolean {
    const isDue = super.take(tick);
    if (isDue) this.skipped += this.missed;
    return isDue;
  }
}

/** Returns those of the given base ticks on which the task runs. */
function runs(cadence: Cadence, ticks: Iterable<number>): number[] {
  return [...ticks].filter((tick) => cadence.take(tick));
}

function* range(from: number, to: number): Generator<number> {
  for (let tick = from; tick < to; tick++) yield tick;
}

describe('a cadence', () => {
  it.each(RATES)('of %i Hz runs exactly this number of times in every second', (rateHz) => {
    const cadence = new Cadence(rateHz);
    for (let second = 0; second < 100; second++) {
      expect(runs(cadence, range(60 * second, 60 * second + 60))).toHaveLength(rateHz);
    }
    expect(cadence.skipped).toBe(0);
  });

  it('gives both 10 Hz and 15 Hz an even spacing: 10.0 Hz, and not 7.5 Hz', () => {
    expect(runs(new Cadence(10), range(0, 30))).toEqual([0, 6, 12, 18, 24]);
    expect(runs(new Cadence(15), range(0, 20))).toEqual([0, 4, 8, 12, 16]);
  });

  it('runs once on a later tick when its own tick is missing, and says on which tick it was due', () => {
    const cadence = new Cadence(15);
    expect(runs(cadence, [0, 1, 2, 3, 6, 7, 8])).toEqual([0, 6, 8]);
    expect(cadence.take(13)).toBe(true);
    expect(cadence.dueTick).toBe(12);
    expect(cadence.skipped).toBe(0);
  });

  it('counts the occasions that were skipped, and does not make up for them', () => {
    const cadence = new Cadence(15);
    expect(runs(cadence, [0, 41, 42, 43, 44])).toEqual([0, 41, 44]);
    expect(cadence.skipped).toBe(9);
    expect(cadence.missed).toBe(0);
    cadence.take(600);
    expect(cadence.missed).toBe(138);
  });

  it('that begins between two points of its grid waits for the next one, and counts nothing as skipped', () => {
    const cadence = new Cadence(5);
    expect(runs(cadence, range(1001, 1030))).toEqual([1008, 1020]);
    expect(cadence.skipped).toBe(0);
  });

  it.each([
    [5, 20, 8, [0, 9, 12, 15, 18, 21]],
    [20, 5, 10, [0, 3, 6, 9, 12, 24]],
    [10, 20, 7, [0, 6, 9, 12, 15, 18, 21, 24]],
    [5, 10, 0, [0, 6, 12, 18, 24]],
    [10, 10, 13, [0, 6, 12, 18, 24]],
  ])('changed from %i to %i Hz after tick %i keeps its phase', (from, to, changeAfter, expected) => {
    const cadence = new Cadence(from);
    const before = runs(cadence, range(0, changeAfter + 1));
    cadence.setRate(to);
    const after = runs(cadence, range(changeAfter + 1, 25));
    expect([...before, ...after].filter((tick) => tick <= expected.at(-1)!)).toEqual(expected);
    expect(cadence.rateHz).toBe(to);
    expect(cadence.skipped).toBe(0);
  });

  it('counts occasions that were missed before a change of rate by the new rate', () => {
    const cadence = new Cadence(15);
    cadence.take(0);
    cadence.setRate(30);
    expect(cadence.take(11)).toBe(true);
    expect(cadence.dueTick).toBe(10);
    expect(cadence.skipped).toBe(4);
  });

  it('never repeats, stays on the grid, and leaves no gap for any changes of rate', () => {
    const change = fc.record({
      afterTicks: fc.integer({ min: 0, max: 90 }),
      rateHz: fc.constantFrom(...RATES),
    });
    fc.assert(
      fc.property(fc.constantFrom(...RATES), fc.array(change, { maxLength: 12 }), (rateHz, changes) => {
        const cadence = new Cadence(rateHz);
        let tick = 0;
        let wantedBy = 0;
        const advance = (ticks: number) => {
          for (const end = tick + ticks; tick < end; tick++) {
            const ran = cadence.take(tick);
            expect(ran || tick < wantedBy).toBe(true);
            if (!ran) continue;
            const divisor = 60 / cadence.rateHz;
            expect(tick % divisor).toBe(0);
            expect(cadence.dueTick).toBe(tick);
            wantedBy = tick + divisor;
          }
        };
        for (const { afterTicks, rateHz: next } of changes) {
          advance(afterTicks);
          cadence.setRate(next);
          wantedBy = Math.ceil(tick / (60 / next)) * (60 / next);
        }
        advance(120);
        expect(cadence.skipped).toBe(0);
      }),
    );
  });

  it('never runs later than the slower rate when it changes between the rates of the modes', () => {
    const MODES = [5, 10, 20];
    fc.assert(
      fc.property(
        fc.constantFrom(...MODES),
        fc.constantFrom(...MODES),
        fc.integer({ min: 1, max: 60 }),
        (from, to, at) => {
          const cadence = new Cadence(from);
          const before = runs(cadence, range(0, at));
          cadence.setRate(to);
          const after = runs(cadence, range(at, at + 13));
          expect(after[0]! - before.at(-1)!).toBeGreaterThan(0);
          expect(after[0]! - before.at(-1)!).toBeLessThanOrEqual(60 / Math.min(from, to));
        },
      ),
    );
  });

  it('accounts for every occasion when any base ticks are missing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RATES), fc.array(fc.integer({ min: 1, max: 100 })), (rateHz, gaps) => {
        const cadence = new Cadence(rateHz);
        let tick = 0;
        let ran = cadence.take(tick) ? 1 : 0;
        for (const gap of gaps) {
          tick += gap;
          if (cadence.take(tick)) ran++;
        }
        expect(ran + cadence.skipped).toBe(Math.floor(tick / (60 / rateHz)) + 1);
      }),
    );
  });

  it.each([0, 7, 8, 120, -15, Number.NaN, 14.9])('refuses %d Hz', (rateHz) => {
    expect(() => new Cadence(rateHz)).toThrow(/divide the base rate of 60 Hz/);
    expect(() => new Cadence(15).setRate(rateHz)).toThrow(RangeError);
  });
});
