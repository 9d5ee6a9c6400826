// A sensor's own clock identifies old records after a stall, and drops none in normal operation.
import { describe, expect, it } from 'vitest';
import { SensorClock } from '../../../../hal/linux/serial/sensor-clock.js';

const PERIOD_S = 1 / 60;

/** Runs a sensor for `seconds` from `startS`, and returns how many of its records were judged as old. */
function run(clock: SensorClock, startS: number, seconds: number, timeMs: (nowS: number) => number): number {
  let old = 0;
  for (let i = 0; i < seconds / PERIOD_S; i++) {
    const nowS = startS + i * PERIOD_S;
    old += clock.isOld(timeMs(nowS), nowS) ? 1 : 0;
  }
  return old;
}

const sinceBoot = (nowS: number): number => (nowS - 90) * 1000;

describe('a sensor clock', () => {
  it.each([
    ['since its boot', sinceBoot],
    ['since the epoch', (nowS: number) => 1_764_000_000_000 + nowS * 1000],
    ['constant zeros', () => 0],
    ['nothing', () => Number.NaN],
    ['seconds', (nowS: number) => nowS],
    ['a restart every second', (nowS: number) => (nowS % 1) * 1000],
    ['noise', (nowS: number) => Math.sin(nowS * 1e6) * 1e6],
  ])('that sends %s loses no record while the process runs', (_, timeMs) => {
    expect(run(new SensorClock(), 100, 20, timeMs)).toBe(0);
  });

  it('identifies the records that were sent before the end of a stall, and no later ones', () => {
    const clock = new SensorClock();
    run(clock, 100, 5, sinceBoot);
    clock.stalled(115);
    expect(clock.isOld(sinceBoot(105), 115.01)).toBe(true);
    expect(clock.isOld(Number.NaN, 115.01)).toBe(true);
    expect(clock.isOld(sinceBoot(114.9), 115.02)).toBe(true);
    expect(clock.isOld(sinceBoot(115.03), 115.03)).toBe(false);
    expect(clock.isOld(sinceBoot(114.9), 115.04)).toBe(false);
  });

  it('follows an oscillator that is one percent slow', () => {
    const clock = new SensorClock();
    const slow = (nowS: number): number => nowS * 990;
    run(clock, 100, 600, slow);
    clock.stalled(710);
    expect(clock.isOld(slow(709.5), 710.01)).toBe(true);
    expect(clock.isOld(slow(710.2), 710.2)).toBe(false);
  });

  it.each([
    ['constant zeros', () => 0],
    ['a tenth of the time', (nowS: number) => nowS * 100],
    ['nothing', () => Number.NaN],
  ])('that sends %s is not used after a stall', (_, timeMs) => {
    const clock = new SensorClock();
    run(clock, 100, 20, timeMs);
    clock.stalled(130);
    expect(clock.isOld(timeMs(125), 130.01)).toBe(false);
  });

  it('is used again at once when the sensor restarted during the stall', () => {
    const clock = new SensorClock();
    run(clock, 100, 5, sinceBoot);
    clock.stalled(115);
    expect(clock.isOld(20, 115.1)).toBe(false);
  });

  it('delays records by at most 5 s', () => {
    const clock = new SensorClock();
    run(clock, 100, 5, sinceBoot);
    clock.stalled(115);
    const stoppedWithUs = (nowS: number): number => sinceBoot(nowS - 10);
    expect(clock.isOld(stoppedWithUs(119.9), 119.9)).toBe(true);
    expect(clock.isOld(stoppedWithUs(120.1), 120.1)).toBe(false);
    expect(run(clock, 120.2, 5, stoppedWithUs)).toBe(0);
  });
});
