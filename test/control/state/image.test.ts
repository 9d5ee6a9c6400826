// The process image: what of a channel may be used, what is reported, and since when a value is the same.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { SampleTable } from '../../../hal/samples.js';
import { ProcessImage, type UsableChannel } from '../../../src/control/state/image.js';
import { CLOCK } from '../../../src/control/tick.js';

const A = 0 as UsableChannel;
const B = 1 as UsableChannel;
const image = () => new ProcessImage(['a', 'b']);

describe('a channel', () => {
  it('is found by its name; one that the plant does not have is -1', () => {
    expect([image().indexOf('a'), image().indexOf('b'), image().indexOf('c')]).toEqual([0, 1, -1]);
    expect(image().names).toEqual(['a', 'b']);
  });

  it('is bad before its first value', () => {
    const one = image();
    expect(one.qualityOf(A)).toBe(QUALITY.bad);
    expect(one.reported(A)).toBeNaN();
    expect([one.isUsable(A), one.isGood(A)]).toEqual([false, false]);
  });

  it.each([
    ['good', true, true, 5],
    ['estimated', true, false, 5],
    ['stale', false, false, 5],
    ['bad', false, false, Number.NaN],
  ] as const)('that is %s is usable: %s, good: %s, and reports %d', (name, usable, good, reported) => {
    const one = image();
    one.set(B, 5, 2, QUALITY[name]);
    expect([one.isUsable(B), one.isGood(B), one.qualityOf(B)]).toEqual([usable, good, QUALITY[name]]);
    expect(one.reported(B)).toBe(reported);
    one.set(A, 5, 2, QUALITY[name]);
    expect([one.isUsable(A), one.isGood(A)]).toEqual([usable, good]);
    expect([one.read(B), one.timeOf(B)]).toEqual([5, 2]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'is bad when its value is %d',
    (value) => {
      const one = image();
      one.set(A, value, 1, QUALITY.good);
      expect(one.qualityOf(A)).toBe(QUALITY.bad);
    },
  );

  it('that the plant does not have is never usable, and setting it changes nothing', () => {
    const one = image();
    one.set(-1, 5, 1, QUALITY.good);
    one.downgrade(-1, QUALITY.stale);
    expect([one.isUsable(-1), one.isGood(-1), one.qualityOf(-1)]).toEqual([false, false, QUALITY.bad]);
  });
});

describe('all sensors at once', () => {
  /** Channel `a` has a sensor that may be silent for 0.2 s; `b` is computed. */
  function measured(value: number, timeS: number) {
    const samples = new SampleTable(['a'], () => ({ staleAfter: 0.2 }));
    samples.put(0, value, timeS);
    const one = image();
    one.set(B, 7, 1, QUALITY.estimated);
    one.takeSamples(samples, 1);
    return { one, samples };
  }
  const at = (nowS: number) => new Float64Array(CLOCK.length).fill(nowS, CLOCK.nowS, CLOCK.nowS + 1);

  it('give value, time and quality of their latest samples; computed channels stay as they are', () => {
    const { one } = measured(5, 2);
    expect([one.reported(A), one.timeOf(A), one.qualityOf(A)]).toEqual([5, 2, QUALITY.good]);
    expect([one.reported(B), one.timeOf(B), one.qualityOf(B)]).toEqual([7, 1, QUALITY.estimated]);
  });

  it('are bad when a sample is not a number', () => {
    expect(measured(Number.NaN, 2).one.qualityOf(A)).toBe(QUALITY.bad);
  });

  it('are stale when their samples are older than they may be, and keep the value', () => {
    const { one, samples } = measured(5, 2);
    one.judgeAges(samples, at(2.2), 1);
    expect(one.qualityOf(A)).toBe(QUALITY.good);
    one.judgeAges(samples, at(2.21), 1);
    expect([one.qualityOf(A), one.reported(A)]).toEqual([QUALITY.stale, 5]);
    expect(one.qualityOf(B)).toBe(QUALITY.estimated);
  });

  it('do not become better by their age', () => {
    const { one, samples } = measured(Number.NaN, 2);
    one.judgeAges(samples, at(9), 1);
    expect(one.qualityOf(A)).toBe(QUALITY.bad);
  });

  it('are reported in a record, a bad value as not a number', () => {
    const { one } = measured(Number.NaN, 2);
    const record = new Float64Array(6).fill(-1);
    one.report(record, 1, 3);
    expect([...record]).toEqual([-1, Number.NaN, 7, QUALITY.bad, QUALITY.estimated, -1]);
  });
});

describe('a channel whose sensor is stuck', () => {
  it('keeps its quality, but is not trusted', () => {
    const one = image();
    one.set(A, 5, 2, QUALITY.good);
    one.set(B, 5, 2, QUALITY.stale);
    expect([one.isTrusted(A), one.isTrusted(B), one.isTrusted(-1)]).toEqual([true, false, false]);
    one.markStuck(A, true);
    expect([one.isTrusted(A), one.isMarkedStuck(A), one.isGood(A)]).toEqual([false, true, true]);
    one.markStuck(A, false);
    expect([one.isTrusted(A), one.isMarkedStuck(A)]).toEqual([true, false]);
  });
});

describe('downgrading', () => {
  it('lowers the quality and keeps the value; it never raises it', () => {
    const one = image();
    one.set(A, 5, 1, QUALITY.good);
    one.downgrade(A, QUALITY.stale);
    expect([one.qualityOf(A), one.reported(A)]).toEqual([QUALITY.stale, 5]);
    one.downgrade(A, QUALITY.estimated);
    expect(one.qualityOf(A)).toBe(QUALITY.stale);
    one.downgrade(A, QUALITY.bad);
    expect(one.qualityOf(A)).toBe(QUALITY.bad);
  });
});

describe('the repetition of a value', () => {
  /** One sample on channel `a`, and the comparison that follows on each base tick. */
  function see(one: ProcessImage, value: number, timeS: number, quality: 0 | 1 | 2 | 3 = QUALITY.good) {
    one.set(A, value, timeS, quality);
    one.noteChanges();
    return [one.changedAt(A), one.repeatsOf(A)];
  }

  it('is counted for each new sample with the same bits, and begins with each change', () => {
    const one = image();
    expect(see(one, 5, 1)).toEqual([1, 0]);
    expect(see(one, 5, 2)).toEqual([1, 1]);
    expect(see(one, 5, 3)).toEqual([1, 2]);
    expect(see(one, 6, 4)).toEqual([4, 0]);
    expect([one.changedAt(B), one.repeatsOf(B)]).toEqual([0, 0]);
  });

  it('does not count a sample twice that is seen twice', () => {
    const one = image();
    see(one, 5, 1);
    expect(see(one, 5, 1)).toEqual([1, 0]);
  });

  it('tells the two zeros apart', () => {
    const one = image();
    see(one, 0, 1);
    expect(see(one, -0, 2)).toEqual([2, 0]);
    expect(see(one, -0, 3)).toEqual([2, 1]);
  });

  it('is noted for the channels of the given range only', () => {
    const one = image();
    one.set(A, 5, 1, QUALITY.good);
    one.set(B, 5, 1, QUALITY.good);
    one.noteChanges(A, A + 1);
    expect([one.changedAt(A), one.changedAt(B)]).toEqual([1, 0]);
    one.noteChanges(B);
    expect(one.changedAt(B)).toBe(1);
  });

  it('ignores values that are not good', () => {
    const one = image();
    see(one, 5, 1);
    expect(see(one, 6, 2, QUALITY.estimated)).toEqual([1, 0]);
    expect(see(one, 5, 3)).toEqual([1, 1]);
  });

  it('distinguishes 0 from -0', () => {
    const one = image();
    see(one, 0, 1);
    expect(see(one, -0, 2)).toEqual([2, 0]);
  });
});
