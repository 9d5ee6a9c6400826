// How the search detects that the measured power is wrong.
import { beforeEach, describe, expect, it } from 'vitest';
import { PowerCheck } from '../../../../src/control/optimizer/load-search/power-check.js';
import { READING } from '../../../../src/control/optimizer/load-search/readings.js';

describe('the check of the electrical power', () => {
  let check: PowerCheck;
  const readings = new Float64Array(READING.length);

  beforeEach(() => {
    check = new PowerCheck();
    readings[READING.dtS] = 1 / 15;
    readings[READING.setpoint] = 0.75;
    readings[READING.promisedW] = 4430;
    readings[READING.shaftW] = 4430;
    run(10, () => 4430);
  });

  /** Runs with a power over time. Returns the time after which the power was doubted or missing, s. */
  function run(seconds: number, powerW: (t: number) => number): number {
    for (let t = 0; t < seconds; t += 1 / 15) {
      readings[READING.powerW] = powerW(t);
      check.update(readings);
      if (check.isAway || check.isDoubtful) return t;
    }
    return Number.POSITIVE_INFINITY;
  }

  function feed(seconds: number, powerW: number): void {
    for (let i = 0; i < seconds * 15; i++) {
      readings[READING.powerW] = powerW;
      check.update(readings);
    }
  }

  it('detects within two seconds that the grid is away, and that it is back', () => {
    feed(2, 0);
    expect(check.isAway).toBe(true);
    feed(600, 0);
    expect(check.isAway).toBe(true);
    feed(3, 4430);
    expect(check).toMatchObject({ isAway: false, isDoubtful: false });
  });

  it('does not judge a load near 0, which promises no power', () => {
    readings[READING.setpoint] = 0.04;
    readings[READING.promisedW] = 240;
    readings[READING.shaftW] = Number.NaN;
    expect(run(60, () => 0)).toBe(Number.POSITIVE_INFINITY);
  });

  it('doubts a sensor that drifts by 1 % a minute before it is wrong by 5 %', () => {
    const seenS = run(1200, (t) => 4430 * (1 + (0.01 * t) / 60));
    expect(seenS).toBeLessThan(300);
    expect(check.isDoubtful).toBe(true);
  });

  it.each([
    ['of 1 % a minute for 10 minutes', 600, 0.01],
    ['of 0.7 % a minute for half an hour', 1800, 0.007],
    ['of 5 % a minute for 5 minutes', 300, -0.05],
  ])('believes a sensor again within seconds after a drift %s', (_name, seconds, perMinute) => {
    feed(600, 4430);
    for (let t = 0; t < seconds; t += 1 / 15) feed(1 / 15, 4430 * (1 + (perMinute * t) / 60));
    expect(check.isDoubtful).toBe(true);
    feed(15, 4430);
    expect(check.isDoubtful).toBe(false);
    expect(run(600, () => 4430)).toBe(Number.POSITIVE_INFINITY);
  });

  it('accepts a power that is wrong by a constant factor, like an error of calibration', () => {
    check.start();
    expect(run(1200, () => 4000)).toBe(Number.POSITIVE_INFINITY);
  });

  it('accepts a deviation that has been constant for minutes', () => {
    expect(run(60, () => 4000)).toBeLessThan(2);
    feed(900, 4000);
    expect(check.isDoubtful).toBe(false);
  });

  it('does not need torque and speed', () => {
    check.start();
    readings[READING.shaftW] = Number.NaN;
    expect(run(600, (t) => 4430 * (1 + (0.01 * t) / 60))).toBe(Number.POSITIVE_INFINITY);
    expect(run(10, () => 0)).toBeLessThan(3);
  });
});
