// The record of a speed: its means are those of its measurements, over gaps and for long.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpeedRecord } from '../../../src/control/plant/speed-record.js';

const SPAN_S = 2;

/** The mean by its definition. */
function meanOf(record: readonly (readonly [number, number])[], spanS: number): number {
  const lastS = record.at(-1)![0];
  const recent = record.filter(([timeS]) => timeS >= lastS - spanS - 1e-6);
  return Math.abs(recent.reduce((sum, [, speed]) => sum + speed, 0) / recent.length);
}

describe('the record of a speed', () => {
  it('has the means of its measurements, whatever their times', () => {
    const step = fc.tuple(fc.integer({ min: 1, max: 70 }), fc.double({ min: -20, max: 20, noNaN: true }));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 400, size: 'max' }), (steps) => {
        const record = new SpeedRecord(SPAN_S);
        let taken: [number, number][] = [];
        let tick = 0;
        for (const [ticks, speed] of steps) {
          tick += ticks;
          if (ticks > 60) taken = [];
          taken.push([tick / 60, speed]);
          record.add(tick / 60, speed);
          expect(record.mean).toBeCloseTo(meanOf(taken, SPAN_S), 9);
          expect(record.meanOfLast(0.25)).toBeCloseTo(meanOf(taken, 0.25), 9);
          expect(record.latest).toBe(speed);
          expect(record.isFull).toBe(tick / 60 - taken[0]![0] >= SPAN_S - 1e-6);
        }
      }),
      // Making a counterexample of 400 steps shorter takes minutes.
      { numRuns: 40, endOnFailure: true },
    );
  });

  it('goes on after a gap of exactly a second, whatever the rounding of its ends', () => {
    for (let start = 0; start < 600; start++) {
      const record = new SpeedRecord(SPAN_S);
      for (const tick of [start, start + 60, start + 120]) record.add(tick / 60, 1.5);
      expect(record.isFull).toBe(true);
    }
  });

  it('has the mean of the latest 128 measurements when more come in its time than it has room for', () => {
    const record = new SpeedRecord(SPAN_S);
    for (let n = 0; n < 300; n++) record.add(n / 1000, n < 172 ? 9 : 1.5);
    expect(record.mean).toBeCloseTo(1.5, 9);
    record.add(0.3, 9);
    expect(record.mean).toBeCloseTo((127 * 1.5 + 9) / 128, 9);
  });

  it('loses the rounding error of a huge value within a round of 128 measurements', () => {
    const record = new SpeedRecord(SPAN_S);
    record.add(0, 1e15);
    for (let n = 1; n <= 300; n++) record.add(n / 60, 0.1);
    expect(record.mean).toBeCloseTo(0.1, 9);
  });

  it('knows nothing before the first measurement and after it was cleared', () => {
    const record = new SpeedRecord(SPAN_S);
    for (let round = 0; round < 2; round++) {
      expect([record.isEmpty, record.isFull]).toEqual([true, false]);
      expect([record.mean, record.meanOfLast(1), record.latest]).toEqual([
        Number.NaN,
        Number.NaN,
        Number.NaN,
      ]);
      for (let n = 0; n < 300; n++) record.add(n / 60, 1.5);
      expect([record.mean, record.isFull]).toEqual([1.5, true]);
      record.clear();
    }
  });
});
