// The wall clock: even time stamps from a clock in whole milliseconds, through slews and jumps.
import { describe, expect, it } from 'vitest';
import { WallClock } from '../../../src/runtime/time/wall-clock.js';

const PERIOD_MS = 1000 / 60;
const EPOCH_MS = 1_795_453_501_123.4;

/** A monotonic clock, and a wall clock with an error of its own that is read in whole milliseconds. */
class TwoClocks {
  nowMs = 5000.25;
  wallErrorMs = 0;
  /** Monotonic time that passes at each reading of a clock. */
  lookMs = 0.0001;
  readonly clock = new WallClock(
    () => {
      this.nowMs += this.lookMs;
      return this.nowMs;
    },
    () => Math.floor(this.trueWallMs(this.nowMs)),
  );

  trueWallMs(monotonicMs: number): number {
    return EPOCH_MS + monotonicMs + this.wallErrorMs;
  }

  /** Runs base ticks that begin up to 2 ms late; `each` may move the wall clock. Returns the time stamps of the deadlines. */
  run(ticks: number, each: (tick: number) => void = () => {}): number[] {
    const start = this.nowMs;
    return Array.from({ length: ticks }, (_, tick) => {
      const deadline = start + tick * PERIOD_MS;
      this.nowMs = deadline + ((tick * 0.618_034) % 1) * 2;
      each(tick);
      return this.clock.at(deadline);
    });
  }
}

function spacings(stamps: readonly number[]): number[] {
  return stamps.slice(1).map((stamp, i) => stamp - stamps[i]!);
}

describe('time stamps of deadlines', () => {
  it('are whole milliseconds, at most one away from the wall clock', () => {
    const clocks = new TwoClocks();
    const start = clocks.nowMs;
    const stamps = clocks.run(600);
    for (const [tick, stamp] of stamps.entries()) {
      expect(Number.isInteger(stamp)).toBe(true);
      expect(Math.abs(stamp - clocks.trueWallMs(start + tick * PERIOD_MS))).toBeLessThan(1.5);
    }
  });

  it('are spaced like the deadlines, although ticks begin late and the clock is read in whole milliseconds', () => {
    const stamps = new TwoClocks().run(6000);
    expect(new Set(spacings(stamps.slice(10)))).toEqual(new Set([16, 17]));
    expect(stamps.at(-1)! - stamps[10]!).toBeCloseTo(5989 * PERIOD_MS, -0.5);
  });

  it('follow a wall clock that NTP slews by 0.5 ms a second, and stay evenly spaced', () => {
    const clocks = new TwoClocks();
    const start = clocks.nowMs;
    const stamps = clocks.run(36_000, (tick) => {
      clocks.wallErrorMs = (tick / 60) * 0.5;
    });
    expect(clocks.wallErrorMs).toBeGreaterThan(299);
    expect(Math.abs(stamps.at(-1)! - clocks.trueWallMs(start + 35_999 * PERIOD_MS))).toBeLessThan(1.5);
    expect(new Set(spacings(stamps.slice(10)))).toEqual(new Set([16, 17]));
    expect(clocks.clock.jumps).toBe(0);
  });

  it.each([8, -8, 19, -19])('follow a correction of %i ms gradually', (stepMs) => {
    const clocks = new TwoClocks();
    const start = clocks.nowMs;
    const stamps = clocks.run(300, (tick) => {
      clocks.wallErrorMs = tick >= 100 ? stepMs : 0;
    });
    expect(Math.abs(stamps[299]! - clocks.trueWallMs(start + 299 * PERIOD_MS))).toBeLessThan(1.5);
    for (const spacing of spacings(stamps)) {
      expect([16, 17]).toContain(spacing);
    }
    expect(clocks.clock.jumps).toBe(0);
  });

  it.each([25, -25, 3_600_000, -3_600_000])('jump once when the wall clock is set by %i ms', (jumpMs) => {
    const clocks = new TwoClocks();
    const start = clocks.nowMs;
    const stamps = clocks.run(200, (tick) => {
      clocks.wallErrorMs = tick >= 100 ? jumpMs : 0;
    });
    expect(clocks.clock.jumps).toBe(1);
    expect(Math.abs(spacings(stamps)[99]! - PERIOD_MS - jumpMs)).toBeLessThan(2.5);
    expect(Math.abs(stamps[100]! - clocks.trueWallMs(start + 100 * PERIOD_MS))).toBeLessThan(1.5);
  });

  it('are not disturbed when the thread is interrupted between its readings of the two clocks', () => {
    const clocks = new TwoClocks();
    const stamps = clocks.run(300, (tick) => {
      clocks.lookMs = tick % 10 === 5 ? 40 : 0.0001;
    });
    expect(clocks.clock.jumps).toBe(0);
    expect(new Set(spacings(stamps.slice(10)))).toEqual(new Set([16, 17]));
  });

  it('are right from the first one on when the thread is interrupted between the first readings of the two clocks', () => {
    let nowMs = 5000.25;
    const pauses = [3, 4];
    const clock = new WallClock(
      () => {
        nowMs += pauses.shift() ?? 0;
        return nowMs;
      },
      () => Math.floor(EPOCH_MS + nowMs),
    );
    expect(Math.abs(clock.at(nowMs) - (EPOCH_MS + nowMs))).toBeLessThanOrEqual(1);
  });

  it('are made from the clocks of this machine unless others are given', () => {
    const stamp = new WallClock().at(performance.now());
    expect(Math.abs(stamp - Date.now())).toBeLessThan(1000);
  });
});
