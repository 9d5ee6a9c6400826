// What the totals count from frames: energy that was measured, time by the plant's state, gaps as gaps, and counts.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../hal/quality.js';
import { FRAME, frameLayout } from '../../src/control/records/frame.js';
import { Accumulator } from '../../src/totals/accumulator.js';
import { countEvent, NO_COUNTS } from '../../src/totals/run-counts.js';
import type { ControlEvent } from '../../src/vocabulary/events.js';
import { PLANT_STATES, type PlantState } from '../../src/vocabulary/words.js';

const LAYOUT = frameLayout(['generator.power', 'pneumatics.compressorPower'], []);
const SECOND = 60;

interface Fields {
  readonly power?: number;
  readonly compressor?: number;
  readonly quality?: number;
  readonly compressorQuality?: number;
  readonly plant?: PlantState;
  /** Wall time of the first frame, ms. */
  readonly ts?: number;
}

/** A run of the program, 60 frames a second. */
class Run {
  readonly accumulator: Accumulator;
  tick = 0;

  constructor(private readonly layout = LAYOUT) {
    this.accumulator = new Accumulator(layout);
  }

  frames(count: number, fields: Fields = {}): this {
    const { layout } = this;
    const { power = 3600, compressor = 12_000, plant = 'running', ts = 0 } = fields;
    const { quality = QUALITY.good, compressorQuality = QUALITY.good } = fields;
    for (let i = 0; i < count; i++) {
      const frame = new Float64Array(layout.length);
      frame[FRAME.tick] = this.tick++;
      frame[FRAME.ts] = ts + (i * 1000) / 60;
      frame[FRAME.plant] = PLANT_STATES.indexOf(plant);
      const powers = [power, compressor].slice(0, layout.channels.length);
      const qualities = [quality, compressorQuality].slice(0, layout.channels.length);
      frame.set(powers, layout.values);
      frame.set(qualities, layout.qualities);
      this.accumulator.frame(frame);
    }
    return this;
  }

  /** Ticks without a frame. */
  gap(ticks: number): this {
    this.tick += ticks;
    return this;
  }

  get figures() {
    return this.accumulator.figures;
  }
}

describe('energy', () => {
  it('is the integral of both powers over every base tick', () => {
    const { generated, compressor } = new Run().frames(10 * SECOND).figures;
    expect(generated.readingJ).toBeCloseTo(36_000, 6);
    expect(compressor.readingJ).toBeCloseTo(120_000, 6);
  });

  it.each(['estimated', 'stale', 'bad'] as const)('is not counted while the quality is %s', (quality) => {
    const run = new Run().frames(SECOND).frames(30 * SECOND, { quality: QUALITY[quality], power: 9999 });
    const { generated, compressor, unmeasuredTicks } = run.frames(SECOND).figures;
    expect(generated).toMatchObject({ unmeasuredTicks: 30 * SECOND });
    expect(generated.readingJ).toBeCloseTo(7200, 6);
    expect(compressor.unmeasuredTicks).toBe(0);
    expect(unmeasuredTicks).toBe(30 * SECOND);
  });

  it('does not decrease, and does not count the same energy again after noise around zero', () => {
    const run = new Run().frames(SECOND).frames(SECOND, { power: -1000 });
    expect(run.figures.generated).toMatchObject({
      readingJ: expect.closeTo(3600),
      netJ: expect.closeTo(2600),
    });
    expect(run.frames(SECOND, { power: 1500 }).figures.generated.readingJ).toBeCloseTo(4100, 6);
  });

  it('of both figures not measured at the same time counts once in the common time', () => {
    const bad = { quality: QUALITY.bad, compressorQuality: QUALITY.stale };
    expect(new Run().frames(6, bad).figures).toMatchObject({
      ...{ unmeasuredTicks: 6, generated: { unmeasuredTicks: 6 }, compressor: { unmeasuredTicks: 6 } },
    });
  });

  it('that the plant has no channel for is not missed', () => {
    const run = new Run(frameLayout(['generator.power'], [])).frames(6).gap(4).frames(1);
    expect(run.figures).toMatchObject({
      unmeasuredTicks: 4,
      compressor: { readingJ: 0, unmeasuredTicks: 0 },
    });
  });
});

describe('a gap between two frames', () => {
  it('is not filled: it is powered and unmeasured', () => {
    const { figures } = new Run()
      .frames(SECOND)
      .gap(2 * SECOND)
      .frames(SECOND);
    expect(figures.generated.readingJ).toBeCloseTo(7200, 6);
    expect(figures).toMatchObject({
      ...{ poweredTicks: 4 * SECOND, runningTicks: 4 * SECOND, unmeasuredTicks: 2 * SECOND },
      generated: { unmeasuredTicks: 2 * SECOND },
    });
  });

  it('counts for no state when the plant had another one before it', () => {
    const { figures } = new Run().frames(6).gap(10).frames(6, { plant: 'tripped' });
    expect(figures).toMatchObject({ poweredTicks: 22, runningTicks: 6, unavailableTicks: 6 });
  });
});

describe('times', () => {
  it('follow the base ticks: a wall clock that is set changes nothing', () => {
    const run = new Run().frames(6, { ts: 1e12 }).frames(6, { ts: 0 }).frames(6, { ts: 2e12 });
    expect(run.figures).toMatchObject({ poweredTicks: 18, runningTicks: 18, unmeasuredTicks: 0 });
  });

  it('are unavailable while tripped, and while the plant stands after it gave up', () => {
    const run = new Run();
    run.frames(6).frames(6, { plant: 'tripped' });
    run.accumulator.count({ ...NO_COUNTS, standsByFault: true });
    run.frames(6, { plant: 'stopping' }).frames(6, { plant: 'standby' });
    run.accumulator.count(NO_COUNTS);
    run.frames(6, { plant: 'starting' }).frames(6, { plant: 'standby' });
    expect(run.figures).toMatchObject({ poweredTicks: 36, runningTicks: 6, unavailableTicks: 18 });
  });
});

describe('starts and trips', () => {
  const event = (type: ControlEvent['type'], data: ControlEvent['data']): ControlEvent => ({
    ...{ type, ts: 0, data },
  });

  it('are counted from the events of the run, trips by cause', () => {
    const counts = [
      event('trip', { cause: 'crash' }),
      event('lifecycle', { plant: 'starting', from: 'standby' }),
      event('trip', { cause: 'overspeed' }),
      event('lifecycle', { plant: 'starting', from: 'standby' }),
      event('lifecycle', { plant: 'running', from: 'starting' }),
      event('trip', { cause: 'overspeed' }),
      event('mode', { from: 'balanced', to: 'accuracy' }),
    ].reduce(countEvent, NO_COUNTS);
    expect(counts).toEqual({ starts: 2, trips: { crash: 1, overspeed: 2 }, standsByFault: false });
  });

  it('a plant that gives up stands by a fault until the next start; one that was told to stop does not', () => {
    const stopped = countEvent(NO_COUNTS, event('lifecycle', { plant: 'stopping', from: 'running' }));
    expect(stopped.standsByFault).toBe(false);
    const gaveUp = { plant: 'stopping', from: 'starting', because: 'start_failed' };
    const failed = countEvent(stopped, event('lifecycle', gaveUp));
    expect(failed.standsByFault).toBe(true);
    expect(countEvent(failed, event('lifecycle', { plant: 'starting' })).standsByFault).toBe(false);
  });

  it('that earlier figures have are left out', () => {
    const { accumulator } = new Run();
    accumulator.count({ ...NO_COUNTS, starts: 3, trips: { overspeed: 2, crash: 1 } });
    accumulator.exclude({ starts: 2, trips: { overspeed: 2 } });
    expect(accumulator.figures).toMatchObject({ starts: 1, trips: { crash: 1 } });
  });
});
