// The timetable: which base tick runs at which time, and which control ticks are missed.
import { expect, it } from 'vitest';
import { Timetable } from '../../src/heartbeat/timetable.js';

/** What runs at the time `now`: the tick, whether control runs, the tick on which control was due, and the missed control ticks. */
function begin(timetable: Timetable, now: number): readonly [number, boolean, number, number] {
  timetable.begin(now);
  return [timetable.tick, timetable.isControl, timetable.dueTick, timetable.missed];
}

it('runs each base tick in order, and control on every fourth one at 15 Hz', () => {
  const timetable = new Timetable(15);
  const ticks = Array.from({ length: 9 }, (_, now) => begin(timetable, now));
  expect(ticks.map(([tick]) => tick)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(ticks.filter(([, isControl]) => isControl).map(([tick]) => tick)).toEqual([0, 4, 8]);
});

it('never runs a tick twice, and accepts a time that is less than the tick only by a rounding error', () => {
  const timetable = new Timetable(60);
  expect(begin(timetable, 3 - 1e-9)[0]).toBe(3);
  expect(begin(timetable, 3.2)[0]).toBe(4);
});

it('skips to the newest tick that is due, and runs late control work there', () => {
  const timetable = new Timetable(15);
  begin(timetable, 0);
  expect(begin(timetable, 5.5)).toEqual([5, true, 4, 0]);
  expect(begin(timetable, 18)).toEqual([18, true, 16, 2]);
  expect(timetable.next).toBe(19);
});

it('refuses a rate that does not divide 60', () => {
  expect(() => new Timetable(7)).toThrow(RangeError);
});
