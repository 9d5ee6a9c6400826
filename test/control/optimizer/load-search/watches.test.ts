// The search detects that the plant has changed since the load was found.
import { describe, expect, it } from 'vitest';
import { AirSupply } from '../../../../src/control/optimizer/load-search/air-supply.js';
import { HoldWatch } from '../../../../src/control/optimizer/load-search/hold-watch.js';
import { READING } from '../../../../src/control/optimizer/load-search/readings.js';

describe('the watch on the air supply', () => {
  const readings = new Float64Array(READING.length);
  readings[READING.dtS] = 1 / 15;

  /** Returns true when the watch reports a change within some seconds; `power` is the compressor's power over time, W. */
  function notices(air: AirSupply, seconds: number, power: (t: number) => number): boolean {
    for (let t = 0; t < seconds; t += 1 / 15) {
      readings[READING.compressorW] = power(t);
      if (air.update(readings)) return true;
    }
    return false;
  }

  function learned(): AirSupply {
    const air = new AirSupply();
    notices(air, 10, () => 12_000);
    air.learn();
    return air;
  }

  it('detects within 15 s that there is less or more air', () => {
    const less = learned();
    expect(notices(less, 15, () => 8400)).toBe(true);
    expect(less.hasGrown).toBe(false);
    less.learn();
    expect(notices(less, 15, () => 12_000)).toBe(true);
    expect(less.hasGrown).toBe(true);
  });

  it('ignores a short disturbance', () => {
    expect(notices(learned(), 60, (t) => (t % 20 < 4 ? 6000 : 12_000))).toBe(false);
  });

  it('ignores a compressor that cycles, stands or has no known power', () => {
    expect(notices(learned(), 60, (t) => (t % 3 < 2 ? 12_000 : 0))).toBe(false);
    expect(notices(learned(), 60, () => 0)).toBe(false);
    expect(notices(learned(), 60, () => Number.NaN)).toBe(false);
  });
});

describe('the watch on the held load', () => {
  it('reports a change after two measurements in a row that differ', () => {
    const watch = new HoldWatch();
    watch.begin(4490, 5);
    expect(watch.take(4480, 5)).toBe(false);
    expect(watch.take(4300, 5)).toBe(false);
    expect(watch.take(4480, 5)).toBe(false);
    expect(watch.take(4300, 5)).toBe(false);
    expect(watch.take(4300, 5)).toBe(true);
  });

  it('ignores a difference that chance explains', () => {
    const watch = new HoldWatch();
    watch.begin(4490, 5);
    watch.take(4490, 150);
    for (let i = 0; i < 5; i++) expect(watch.take(4300, 150)).toBe(false);
  });

  it('follows a slow drift', () => {
    const watch = new HoldWatch();
    watch.begin(4490, 5);
    for (let value = 4490; value > 4000; value -= 5) expect(watch.take(value, 5)).toBe(false);
    expect(watch.expected).toBeLessThan(4100);
  });
});
