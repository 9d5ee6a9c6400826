// When the ring of frames is read next: just after the frames that somebody waits for, and seldom while none come.
import { describe, expect, it } from 'vitest';
import { FrameSchedule, IDLE_MS } from '../../src/comms/frame-schedule.js';
import { FRAME } from '../../src/control/records/frame.js';

const START_MS = 1_764_000_000_000;

function frameAt(tick: number, telemetrySeq = 0): Float64Array {
  const frame = new Float64Array(Math.max(...Object.values(FRAME)) + 1);
  frame[FRAME.tick] = tick;
  frame[FRAME.ts] = deadlineOf(tick);
  frame[FRAME.telemetrySeq] = telemetrySeq;
  return frame;
}

/** Wall time of a tick's deadline, whole milliseconds like that of a frame. */
function deadlineOf(tick: number): number {
  return Math.floor(START_MS + (tick * 1000) / 60);
}

/** The tick after whose deadline the next look is, and how long after it, ms. */
function lookAfter(schedule: FrameSchedule, readMs: number, everyFrame = false) {
  const lookMs = readMs + schedule.nextInMs(readMs, everyFrame);
  const tick = Math.floor(((lookMs - START_MS) * 60) / 1000);
  return { tick, afterMs: lookMs - START_MS - (tick * 1000) / 60 };
}

describe('the next look at the ring', () => {
  it.each([
    [15, 4],
    [10, 6],
    [60, 1],
    [5, 12],
  ])('is 1 to 3 ms after the next control tick at %d Hz', (rateHz, ticks) => {
    const schedule = new FrameSchedule(rateHz);
    for (const sinceMs of [1, 2, 5]) {
      schedule.take(frameAt(120));
      const { tick, afterMs } = lookAfter(schedule, deadlineOf(120) + sinceMs);
      expect(tick).toBe(120 + ticks);
      expect(afterMs).toBeGreaterThanOrEqual(0.5);
      expect(afterMs).toBeLessThan(3);
    }
  });

  it('is after a telemetry message that is due between two control ticks, once its rhythm was seen', () => {
    const schedule = new FrameSchedule(15);
    for (const tick of [114, 116, 120]) schedule.take(frameAt(tick, tick % 6 === 0 ? tick / 6 : 0));
    expect(lookAfter(schedule, deadlineOf(120) + 2).tick).toBe(124);
    schedule.take(frameAt(124));
    expect(lookAfter(schedule, deadlineOf(124) + 2).tick).toBe(126);
  });

  it('keeps the rhythm when one message was late', () => {
    const schedule = new FrameSchedule(15);
    for (const tick of [108, 114, 121]) schedule.take(frameAt(tick, 1));
    expect(lookAfter(schedule, deadlineOf(121) + 2).tick).toBe(124);
    schedule.take(frameAt(124));
    expect(lookAfter(schedule, deadlineOf(124) + 2).tick).toBe(126);
  });

  it('is after every base tick while somebody waits for all frames', () => {
    const schedule = new FrameSchedule(15);
    schedule.take(frameAt(121));
    expect(lookAfter(schedule, deadlineOf(121) + 2, true).tick).toBe(122);
  });

  it('goes with the control ticks again after one that ran late', () => {
    const schedule = new FrameSchedule(15);
    schedule.take(frameAt(125));
    expect(lookAfter(schedule, deadlineOf(125) + 2).tick).toBe(128);
  });
});

describe('a ring without new frames', () => {
  it('is looked at soon, and then less and less often', () => {
    const schedule = new FrameSchedule(15);
    schedule.take(frameAt(120));
    const lateMs = deadlineOf(124) + 10;
    const waits = [0, 1, 2, 3, 4].map(() => schedule.nextInMs(lateMs, false));
    expect(waits).toEqual([2, 4, 8, IDLE_MS, IDLE_MS]);
    schedule.take(frameAt(124));
    expect(schedule.nextInMs(deadlineOf(128) + 10, false)).toBe(2);
  });

  it('is looked at now and then before the first frame', () => {
    const schedule = new FrameSchedule(15);
    expect(schedule.nextInMs(START_MS, false)).toBe(IDLE_MS);
    expect(schedule.nextInMs(START_MS, true)).toBe(IDLE_MS);
  });
});

describe('a wall clock that is set', () => {
  it('by an hour, in either direction, delays no frame by more than the idle time', () => {
    for (const jumpMs of [-3_600_000, 3_600_000]) {
      const schedule = new FrameSchedule(15);
      schedule.take(frameAt(120));
      expect(schedule.nextInMs(deadlineOf(120) + jumpMs, false)).toBeLessThanOrEqual(IDLE_MS);
    }
  });
});
