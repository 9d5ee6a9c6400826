// How the search stays away from the limits of speed and force, and from a stall.
import { describe, expect, it } from 'vitest';
import { Limits } from '../../../../src/control/optimizer/load-search/limits.js';
import { READING } from '../../../../src/control/optimizer/load-search/readings.js';

function readings(changes: Partial<Record<keyof typeof READING, number>> = {}): Float64Array {
  const values = {
    dtS: 1 / 15,
    velocityMps: 1.5,
    speedShare: 0.2,
    forceShare: 0.06,
    setpoint: 0.6,
    ...changes,
  };
  const record = new Float64Array(READING.length);
  for (const [name, value] of Object.entries(values)) record[READING[name as keyof typeof READING]] = value;
  return record;
}

/** The result after this number of ticks in a row. */
function ticksOf(limits: Limits, ticks: number, record: Float64Array): boolean {
  let near = false;
  for (let i = 0; i < ticks; i++) near = limits.update(record);
  return near;
}

describe('the limits of the search', () => {
  it.each([
    ['velocity_limit', { speedShare: 0.91 }, 1],
    ['tension_limit', { forceShare: 0.91 }, -1],
    ['stall_limit', { velocityMps: 0.29 }, -1],
  ] as const)(
    'reports %s after three ticks in a row, and the direction that leads away from it',
    (limit, seen, wayOut) => {
      const limits = new Limits();
      expect(ticksOf(limits, 2, readings(seen))).toBe(false);
      expect(ticksOf(limits, 1, readings(seen))).toBe(true);
      expect(limits.near).toBe(limit);
      expect(limits.wayOut).toBe(wayOut);
      expect(ticksOf(limits, 3, readings())).toBe(false);
    },
  );

  it('ignores a single sample beyond a limit', () => {
    const limits = new Limits();
    for (let i = 0; i < 20; i++) {
      expect(limits.update(readings(i % 2 === 0 ? { velocityMps: 0 } : {}))).toBe(false);
    }
  });

  it('does not remember a slow chain as a limit when it is fast again within a second', () => {
    const limits = new Limits();
    expect(ticksOf(limits, 14, readings({ velocityMps: 0, setpoint: 0.7 }))).toBe(true);
    expect(ticksOf(limits, 3, readings({ setpoint: 0.7 }))).toBe(false);
    expect([limits.low, limits.high]).toEqual([0, 1]);
  });

  it('does not report a stall when only one of the two speed sensors shows it', () => {
    const limits = new Limits();
    expect(ticksOf(limits, 600, readings({ velocityMps: 0, generatorMps: 1.5 }))).toBe(false);
    expect(ticksOf(limits, 600, readings({ velocityMps: 1.5, generatorMps: 0 }))).toBe(false);
  });

  it('forgets a limit after ten minutes, and after twice the time when it is met again', () => {
    const limits = new Limits();
    const minutesUntilForgotten = () => {
      ticksOf(limits, 3, readings({ forceShare: 0.95, setpoint: 0.7 }));
      ticksOf(limits, 3, readings());
      for (let minutes = 1; ; minutes++) {
        for (let i = 0; i < 15 * 60; i++) {
          limits.update(readings({ setpoint: 0.66 }));
          if (limits.hasExpired) return minutes;
        }
      }
    };
    expect([1, 2, 3, 4, 5].map(minutesUntilForgotten)).toEqual([10, 20, 40, 80, 80]);
    expect(limits.high).toBe(1);
    limits.forget();
    expect(minutesUntilForgotten()).toBe(10);
  });

  it('remembers the loads at which limits were met, until it is reset', () => {
    const limits = new Limits();
    ticksOf(limits, 3, readings({ forceShare: 0.95, setpoint: 0.7 }));
    ticksOf(limits, 3, readings());
    ticksOf(limits, 3, readings({ speedShare: 0.95, setpoint: 0.2 }));
    expect([limits.low, limits.high]).toEqual([expect.closeTo(0.23, 9), expect.closeTo(0.67, 9)]);
    expect(limits.limitAt(0.66)).toBe('tension_limit');
    expect(limits.limitAt(0.24)).toBe('velocity_limit');
    expect(limits.limitAt(0.45)).toBeNull();
    limits.forget();
    expect(limits.near).toBeNull();
    expect([limits.low, limits.high]).toEqual([0, 1]);
    expect(limits.limitAt(1)).toBeNull();
  });

  it('keeps a larger distance from a stall, which shows late', () => {
    const limits = new Limits();
    ticksOf(limits, 20, readings({ velocityMps: 0.2, setpoint: 0.7 }));
    expect(limits.high).toBeCloseTo(0.55, 9);
  });

  it('keeps a load at which the plant ran, when a load a small step above it stalls the chain', () => {
    const limits = new Limits();
    limits.safe = 0.285;
    ticksOf(limits, 30, readings({ velocityMps: 0.2, setpoint: 0.31 }));
    expect(limits.high).toBe(0.285);
    expect(limits.limitAt(0.285)).toBe('stall_limit');
  });

  it('never has a lower bound above its upper bound', () => {
    const limits = new Limits();
    ticksOf(limits, 3, readings({ speedShare: 0.95, setpoint: 0.5 }));
    ticksOf(limits, 3, readings());
    ticksOf(limits, 3, readings({ forceShare: 0.95, setpoint: 0.5 }));
    expect(limits.high).toBeGreaterThanOrEqual(limits.low);
  });
});
