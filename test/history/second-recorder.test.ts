// The seconds of the history: what counts in them, how chunks are cut, and what a clock that is set does.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../hal/quality.js';
import { mark, worstQuality } from '../../src/history/points.js';
import { SecondRecording, START_MS, secondsOf } from './fixtures.js';

const inSeconds = (ts: number) => (ts - START_MS) / 1000;

describe('a second', () => {
  it('has minimum, mean and maximum of all its frames: a peak of 0.15 s is in the maximum', () => {
    const recording = new SecondRecording().run(1, (i) => ({ velocity: i >= 20 && i < 29 ? 9.5 : 1.5 }));
    const [second] = recording.seconds();
    expect(second).toMatchObject({ ts: START_MS, count: 60, min: 1.5, max: 9.5 });
    expect(second?.mean).toBeCloseTo((9 * 9.5 + 51 * 1.5) / 60, 12);
  });

  it('has a mean within its range, although sums of binary fractions are rounded', () => {
    const [second] = new SecondRecording().run(1, { velocity: 0.1 }).seconds();
    expect(second).toMatchObject({ min: 0.1, mean: 0.1, max: 0.1 });
  });

  it('does not count stale and bad frames as values, but keeps that there were some', () => {
    const stale = (i: number) => (i < 45 ? { velocity: 1 } : { velocity: 99, quality: QUALITY.stale });
    const [second] = new SecondRecording().run(1, stale).seconds();
    expect(second).toMatchObject({ count: 45, min: 1, max: 1 });
    expect(second?.marks).toBe(mark(QUALITY.good) | mark(QUALITY.stale));
    expect(worstQuality(second!.marks)).toBe(QUALITY.stale);
  });

  it('counts estimated values, and is estimated then', () => {
    const [second] = new SecondRecording().run(1, { velocity: 2, quality: QUALITY.estimated }).seconds();
    expect(second).toMatchObject({ count: 60, mean: 2 });
    expect(worstQuality(second!.marks)).toBe(QUALITY.estimated);
  });

  it('has no values when no frame had one, or the values were impossible', () => {
    const recording = new SecondRecording()
      .run(1, { quality: QUALITY.bad })
      .run(1, { velocity: Number.NaN })
      .run(1, { velocity: 1e200 });
    for (const second of recording.seconds()) {
      expect(second).toMatchObject({ count: 0, marks: mark(QUALITY.bad), min: NaN, mean: NaN, max: NaN });
    }
  });

  it('is absent when all its frames are lost', () => {
    const recording = new SecondRecording().run(2).drop(180).run(2);
    expect(recording.seconds().map(({ ts }) => inSeconds(ts))).toEqual([0, 1, 5, 6]);
  });

  it('can be read before it is over, and is complete later', () => {
    const recording = new SecondRecording().run(0.5);
    expect(recording.seconds()).toMatchObject([{ ts: START_MS, count: 30 }]);
    recording.run(1);
    expect(recording.seconds()).toMatchObject([{ count: 60 }, { count: 30 }]);
  });
});

describe('a chunk', () => {
  it('has ten seconds of all channels, aligned to the wall clock', () => {
    const recording = new SecondRecording(START_MS + 7300).run(25);
    expect(recording.chunks.map(({ fromMs, toMs }) => [inSeconds(fromMs), inSeconds(toMs)])).toEqual([
      [7, 10],
      [10, 20],
      [20, 30],
    ]);
    expect(recording.chunks[1]).toMatchObject({ run: 3, period: 0, synchronised: true });
    expect(secondsOf(recording.chunks[1]!, 1)).toHaveLength(10);
    expect(secondsOf(recording.chunks[1]!, 1)[4]).toMatchObject({ ts: START_MS + 14_000, mean: 4431 });
  });

  it('is named by run and first tick, and is made of an unfinished ten seconds at the end', () => {
    const recording = new SecondRecording(START_MS + 8000, { tick: 600 }).run(4);
    expect(recording.all().map(({ run, tick }) => [run, tick])).toEqual([
      [3, 600],
      [3, 720],
    ]);
    expect(recording.recorder.present()).toBeNull();
  });
});

describe('a clock', () => {
  it('that is set back begins a new period, and the seconds that come twice are both kept', () => {
    const recording = new SecondRecording().run(5).setClock(-3000).run(3);
    expect(recording.all().map(({ period }) => period)).toEqual([0, 300]);
    expect(recording.chunks.flatMap((chunk) => secondsOf(chunk)).map(({ ts }) => inSeconds(ts))).toEqual([
      0, 1, 2, 3, 4, 2, 3, 4,
    ]);
  });

  it('that is set forward begins a new period', () => {
    const recording = new SecondRecording().run(2).setClock(86_400_000).run(2);
    expect(recording.all().map(({ period, fromMs }) => [period, inSeconds(fromMs)])).toEqual([
      [0, 0],
      [120, 86_402],
    ]);
  });

  it('that is corrected back by some milliseconds does not return to the previous second', () => {
    const recording = new SecondRecording().run(2).setClock(-200).run(2);
    expect(recording.seconds().map(({ ts, count }) => [inSeconds(ts), count])).toEqual([
      [0, 60],
      [1, 72],
      [2, 60],
      [3, 48],
    ]);
    expect(recording.chunks).toEqual([]);
  });

  it('that becomes synchronised begins a new period, so each period is one or the other', () => {
    const recording = new SecondRecording();
    recording.recorder.synchronised = false;
    recording.run(2);
    recording.recorder.synchronised = true;
    recording.run(2);
    expect(recording.all().map(({ period, synchronised }) => [period, synchronised])).toEqual([
      [0, false],
      [120, true],
    ]);
  });
});
