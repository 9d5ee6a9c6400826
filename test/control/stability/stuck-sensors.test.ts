// What counts as a stuck sensor: judged by each channel's own habit of repeating itself.
import { describe, expect, it } from 'vitest';
import { SampleTable } from '../../../hal/samples.js';
import { StuckSensors } from '../../../src/control/stability/stuck-sensors.js';

const SENSOR = 'generator.current';

class Line {
  readonly samples = new SampleTable([SENSOR]);
  readonly sensors = new StuckSensors([SENSOR]);
  private n = 0;

  /** Delivers values one a tick; true when the channel is stuck after the last. */
  deliver(values: readonly number[]): boolean {
    for (const value of values) {
      this.samples.put(0, value, this.n++ / 15);
      this.sensors.observe(0, this.samples);
    }
    return this.sensors.stuck[0] === 1;
  }
}

/** Values that change every `run` deliveries. */
const changing = (count: number, run = 1) =>
  Array.from({ length: count }, (_, i) => 28 + (Math.floor(i / run) % 7) / 10);
const same = (count: number, value = 28.57) => Array<number>(count).fill(value);

describe('StuckSensors', () => {
  it('given a lively channel, finds it stuck after twenty equal values and not before', () => {
    const line = new Line();
    line.deliver(changing(100));
    expect(line.deliver(same(20))).toBe(false);
    expect(line.deliver(same(1))).toBe(true);
    expect(line.deliver([28.58])).toBe(false);
  });

  it('given a channel that often repeats itself, waits accordingly longer', () => {
    const line = new Line();
    line.deliver(changing(2000, 10));
    expect(line.deliver(same(150))).toBe(false);
    expect(line.deliver(same(100))).toBe(true);
  });

  it('given a channel that never changed, does not judge it: it may be a constant', () => {
    expect(new Line().deliver(same(10_000))).toBe(false);
  });

  it('does not take a fault for a habit', () => {
    const line = new Line();
    line.deliver(changing(100));
    for (let i = 0; i < 10; i++) {
      line.deliver(same(500));
      line.deliver(changing(5));
    }
    expect(line.deliver(same(25))).toBe(true);
  });

  it('does not judge a zero', () => {
    const line = new Line();
    line.deliver(changing(100));
    expect(line.deliver(same(1000, 0))).toBe(false);
  });

  it('begins anew after a rest', () => {
    const line = new Line();
    line.deliver(changing(100));
    line.deliver(same(15));
    line.sensors.rest();
    expect(line.deliver(same(15))).toBe(false);
  });

  it('does not count values that were dropped', () => {
    const line = new Line();
    line.deliver(changing(100));
    expect(line.deliver(same(100, Number.NaN))).toBe(false);
  });
});
