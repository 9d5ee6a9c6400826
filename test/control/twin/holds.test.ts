// Gaps use up the time that twinHold allows, and a good time without a break restores it.
import { describe, expect, it } from 'vitest';
import { ProcessImage } from '../../../src/control/state/image.js';
import { CLOCK } from '../../../src/control/tick.js';
import { TwinHolds } from '../../../src/control/twin/holds.js';

const VELOCITY = 0;
const PRESSURE = 2;
const BASE_HZ = 60;

class Rig {
  readonly holds: TwinHolds;
  private readonly clock = new Float64Array(CLOCK.length);
  private tick = 0;

  constructor(times: Readonly<Record<string, number>> = { 'chain.velocity': 6 }) {
    const image = new ProcessImage(['chain.velocity', 'generator.speed', 'pneumatics.tankPressure']);
    this.holds = new TwinHolds(image, times);
    this.holds.allowed = true;
    this.pass(VELOCITY, true, 1);
  }

  /** Lets base ticks pass. Returns for how many seconds the twin replaced the channel. */
  pass(channel: number, isGood: boolean, seconds: number, isPredicted = true): number {
    let carried = 0;
    for (let n = 0; n < Math.round(seconds * BASE_HZ); n++) {
      this.tick++;
      this.clock[CLOCK.nowS] = this.tick / BASE_HZ;
      this.holds.pass(this.clock);
      if (this.holds.judge(channel, isGood, isPredicted)) carried++;
    }
    return carried / BASE_HZ;
  }

  gap(seconds: number): number {
    return this.pass(VELOCITY, false, seconds);
  }

  good(seconds: number): void {
    this.pass(VELOCITY, true, seconds);
  }
}

describe('the time of a hold', () => {
  it('is as long as twinHold, exact to a base tick', () => {
    const rig = new Rig();
    expect(rig.gap(20)).toBe(6);
    expect(rig.holds.carried[VELOCITY]).toBe(0);
  });

  it('is used up by all gaps together when the channel is good only for shorter times between them', () => {
    const rig = new Rig();
    expect(rig.gap(4.75)).toBe(4.75);
    rig.good(0.25);
    expect(rig.gap(4.75)).toBe(1.25);
    rig.good(0.25);
    expect(rig.gap(1)).toBe(0);
  });

  it('is also used up by single bad samples', () => {
    const rig = new Rig({ 'chain.velocity': 1 });
    let carried = 0;
    for (let n = 0; n < 100; n++) {
      rig.good(1 / BASE_HZ);
      carried += rig.gap(1 / BASE_HZ);
    }
    expect(carried).toBeCloseTo(1, 9);
  });

  it('is complete again after the channel was good for that time without a break', () => {
    const rig = new Rig();
    rig.gap(5);
    rig.good(5.9);
    expect(rig.gap(2)).toBe(1);
    rig.good(6);
    expect(rig.gap(20)).toBe(6);
  });

  it('does not come back within a gap when a reload makes it longer', () => {
    const rig = new Rig();
    rig.gap(7);
    rig.holds.configure({ 'chain.velocity': 60 });
    expect(rig.gap(10)).toBe(0);
    rig.good(1);
    expect(rig.gap(100), 'what is used stays used').toBeCloseTo(60 - 6, 1);
  });

  it('is zero for a channel without twinHold, and for one that was never good', () => {
    const rig = new Rig({ 'pneumatics.tankPressure': 10 });
    expect(rig.gap(1)).toBe(0);
    expect(rig.pass(PRESSURE, false, 1)).toBe(0);
    rig.pass(PRESSURE, true, 1);
    expect(rig.pass(PRESSURE, false, 1)).toBe(1);
  });
});

describe('a hold ends for the rest of the gap', () => {
  it('when it is not allowed any more', () => {
    const rig = new Rig();
    rig.gap(1);
    rig.holds.allowed = false;
    expect(rig.gap(1)).toBe(0);
    rig.holds.allowed = true;
    expect(rig.gap(1)).toBe(0);
    rig.good(0.1);
    expect(rig.gap(1)).toBe(1);
  });

  it('when the twin has no value', () => {
    const rig = new Rig();
    rig.gap(1);
    expect(rig.pass(VELOCITY, false, 0.1, false)).toBe(0);
    expect(rig.gap(1)).toBe(0);
  });

  it('when it is ended', () => {
    const rig = new Rig();
    rig.gap(1);
    rig.holds.end(VELOCITY);
    expect(rig.gap(1)).toBe(0);
  });
});
