// When a critical channel is lost: two values in a row that are no number, or silence; a single one does not lose it.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { CriticalChannels } from '../../../src/control/plant/critical-channels.js';
import { Bench, planOf } from '../bench.js';

const CONFIG = 'channels: { generator.speed: { critical: true }, chain.tension: { critical: true } }';
const BAD = Number.NaN;

/** A plant whose generator speed (index 1) and tension (index 2) are critical. A base tick takes 0.0625 s. */
class Plant {
  readonly bench = new Bench(CONFIG);
  readonly critical = new CriticalChannels(this.bench.plan);

  constructor() {
    for (const channel of ['generator.speed', 'chain.tension']) this.bench.put(channel, 1);
    this.critical.look(this.bench.samples);
    this.critical.settle();
  }

  /** A base tick for each value that the generator's sensor delivers; null when it is silent. */
  base(...values: (number | null)[]): this {
    for (const value of values) {
      this.bench.at(this.bench.nowS + 0.0625);
      if (value !== null) this.bench.put('generator.speed', value);
      this.critical.look(this.bench.samples);
    }
    return this;
  }

  /** The control tick: the lost channel, -1 for none. */
  control(): number {
    const { bench, critical } = this;
    critical.settle();
    return critical.lost(bench.image, bench.input);
  }
}

describe('a critical channel', () => {
  it('is not lost while it is good, nor while the twin carries it', () => {
    const plant = new Plant();
    expect(plant.base(1, 1).control()).toBe(-1);
    plant.bench.set('generator.speed', 1, QUALITY.estimated);
    expect(plant.control()).toBe(-1);
  });

  it('is not lost by one value that is no number, but by the second one in a row', () => {
    const plant = new Plant();
    expect(plant.base(1, BAD).control()).toBe(-1);
    expect(plant.base(BAD).control()).toBe(1);
    expect(new Plant().base(BAD, BAD).control()).toBe(1);
  });

  it('is not lost by single values that are no number with a good one between them', () => {
    const plant = new Plant();
    expect(plant.base(BAD).control()).toBe(-1);
    expect(plant.base(1).control()).toBe(-1);
    expect(plant.base(1, BAD).control()).toBe(-1);
  });

  it('is not lost when every second control tick finds a value that is no number', () => {
    const plant = new Plant();
    const found = [BAD, 1, BAD, 1, BAD].map((value) => plant.base(value).control());
    expect(found).toEqual([-1, -1, -1, -1, -1]);
  });

  it('is not lost when a good value is between two that are no number, within one control tick', () => {
    expect(new Plant().base(BAD, 1, BAD).control()).toBe(-1);
  });

  it('is lost when two control ticks in a row find no number, although good values came in between', () => {
    const plant = new Plant();
    expect(plant.base(1, 1, BAD).control()).toBe(-1);
    expect(plant.base(1, 1, BAD).control()).toBe(1);
  });

  it('is not lost by control ticks that look at the same single value again', () => {
    const plant = new Plant();
    expect(plant.base(BAD).control()).toBe(-1);
    expect(plant.base(null).control()).toBe(-1);
    expect(plant.base(1).control()).toBe(-1);
  });

  it('is lost when its source is silent for longer than 0.2 s after a single value that is no number', () => {
    const plant = new Plant();
    expect(plant.base(BAD, null, null, null).control()).toBe(-1);
    expect(plant.base(null).control()).toBe(1);
  });

  it('at exactly 0.2 s is not lost, whatever the rounding of times', () => {
    const plant = new Plant();
    plant.bench.at(0.1);
    plant.base(BAD);
    const badS = plant.bench.nowS;
    plant.bench.at(badS + 0.2 + 5e-10);
    expect(plant.control()).toBe(-1);
    plant.bench.at(badS + 0.2 + 2e-9);
    expect(plant.control()).toBe(1);
  });

  it('is lost at once when it is stale', () => {
    const plant = new Plant();
    plant.base(BAD);
    plant.bench.set('generator.speed', 1, QUALITY.stale);
    expect(plant.control()).toBe(1);
  });

  it('is lost while it has never delivered', () => {
    const bench = new Bench(CONFIG);
    const critical = new CriticalChannels(bench.plan);
    critical.look(bench.samples);
    critical.settle();
    expect(critical.lost(bench.image, bench.input)).toBe(1);
  });

  it('is lost by values that are no number only: one that the range drops changes nothing', () => {
    const bench = new Bench('channels: { generator.speed: { critical: true, max: 100 } }');
    const critical = new CriticalChannels(bench.plan);
    for (const value of [Number.NaN, 200]) {
      bench.put('generator.speed', value);
      critical.look(bench.samples);
    }
    bench.set('generator.speed', Number.NaN);
    critical.settle();
    expect(critical.lost(bench.image, bench.input)).toBe(1);
  });
});

describe('several critical channels', () => {
  it('are judged each for itself, and the first lost one is named', () => {
    const { bench, critical } = new Plant();
    for (let n = 0; n < 2; n++) {
      bench.put('chain.tension', BAD);
      critical.look(bench.samples);
    }
    critical.settle();
    expect(critical.lost(bench.image, bench.input)).toBe(2);
    bench.set('generator.speed', 1, QUALITY.stale);
    expect(critical.lost(bench.image, bench.input)).toBe(1);
  });

  it('are those of the latest plan', () => {
    const plant = new Plant();
    plant.base(BAD, BAD);
    plant.critical.configure(planOf('channels: { chain.tension: { critical: true } }'));
    expect(plant.control()).toBe(-1);
  });
});
