// The channels that are computed from others: their values, their times and their qualities.
import { describe, expect, it } from 'vitest';
import { QUALITY, type Quality } from '../../../hal/quality.js';
import { applyForced } from '../../../src/control/phases/validate.js';
import { ProcessImage } from '../../../src/control/state/image.js';
import { Rig } from '../rig.js';

const NAMES = ['good', 'estimated', 'stale', 'bad'] as const;

/** The quality, and the value as a report shows it. */
function shown(rig: Rig, channel: string): readonly [(typeof NAMES)[number], number] {
  const { image } = rig.controller.view;
  const index = image.indexOf(channel);
  return [NAMES[image.qualityOf(index)]!, image.reported(index)];
}

describe('the age of a sample', () => {
  it('may be exactly 0.2 s, but not more, on every base tick', () => {
    const rig = new Rig();
    rig.run(1);
    rig.values.delete('chain.velocity');
    const seen = Array.from({ length: 13 }, () => {
      rig.tick();
      return shown(rig, 'chain.velocity')[0];
    });
    expect(seen.slice(0, 12)).toEqual(Array(12).fill('good'));
    expect(seen[12]).toBe('stale');
  });
});

describe('generator.power', () => {
  it('has the time of the older of voltage and current', () => {
    const rig = new Rig();
    rig.run(1);
    const since = rig.nowS;
    rig.values.delete('generator.current');
    rig.run(0.1);
    const { image } = rig.controller.view;
    expect(image.timeOf(image.indexOf('generator.power') as never)).toBeCloseTo(since, 9);
  });

  it('keeps its last value while one of the two is stale, whichever it is', () => {
    for (const name of ['generator.voltage', 'generator.current']) {
      const rig = new Rig();
      rig.run(1);
      rig.values.delete(name);
      rig.run(0.5);
      expect(shown(rig, 'generator.power')).toEqual(['stale', 155.1 * 28.57]);
    }
  });

  it('is computed on every base tick', () => {
    const rig = new Rig();
    rig.controlTick();
    rig.values.set('generator.voltage', 100);
    rig.tick();
    expect(shown(rig, 'generator.power')).toEqual(['good', 2857]);
  });
});

describe('chain.acceleration', () => {
  it('has the quality of a velocity that is lost, and keeps its value', () => {
    const rig = new Rig();
    rig.run(1);
    expect(shown(rig, 'chain.acceleration')[0]).toBe('good');
    rig.values.delete('chain.velocity');
    rig.run(0.5);
    expect(shown(rig, 'chain.acceleration')[0]).toBe('stale');
    rig.values.set('chain.velocity', Number.NaN);
    rig.run(0.1);
    expect(shown(rig, 'chain.acceleration')[0]).toBe('bad');
  });

  it('is measured when it has a sensor', () => {
    const rig = new Rig({ sensors: ['chain.velocity', 'chain.acceleration'] });
    rig.values.set('chain.velocity', 1.5);
    rig.values.set('chain.acceleration', 0.7);
    rig.run(1);
    expect(shown(rig, 'chain.acceleration')).toEqual(['good', 0.7]);
  });
});

describe('derived.efficiency', () => {
  const RATIO = (155.1 * 28.57) / 12_000;

  it('is bad while the plant does not run', () => {
    const rig = new Rig();
    rig.run(1);
    expect(shown(rig, 'derived.efficiency')).toEqual(['bad', Number.NaN]);
  });

  it('keeps its last value, stale, while a power is not usable, and goes on afterwards', () => {
    const rig = new Rig();
    rig.start();
    rig.run(3);
    expect(shown(rig, 'derived.efficiency')[1]).toBeCloseTo(RATIO, 6);
    rig.values.delete('pneumatics.compressorPower');
    rig.run(1);
    expect(shown(rig, 'derived.efficiency')[0]).toBe('stale');
    expect(shown(rig, 'derived.efficiency')[1]).toBeCloseTo(RATIO, 6);
    rig.values.set('pneumatics.compressorPower', 12_000);
    rig.run(1);
    expect(shown(rig, 'derived.efficiency')[0]).toBe('good');
  });

  it('begins anew when the plant was stopped', () => {
    const rig = new Rig();
    rig.start();
    rig.run(3);
    rig.command({ name: 'stop' });
    rig.run(0.2);
    expect(shown(rig, 'derived.efficiency')[0]).toBe('bad');
  });

  it('does not count what the tank gave while the plant stood', () => {
    const rig = new Rig();
    rig.run(3);
    rig.values.set('pneumatics.tankPressure', 200_000);
    rig.start();
    rig.run(3);
    expect(shown(rig, 'derived.efficiency')[1]).toBeGreaterThan(0.97 * RATIO);
  });

  it('does not exist on a plant that measures no compressor power', () => {
    const rig = new Rig({ sensors: ['chain.velocity', 'generator.voltage', 'generator.current'] });
    rig.run(1);
    expect(rig.plan.at.efficiency).toBe(-1);
  });
});

describe('derived.netPower', () => {
  it('is there again as soon as both powers are', () => {
    const rig = new Rig();
    rig.run(1);
    rig.values.delete('generator.voltage');
    rig.run(0.5);
    expect(shown(rig, 'derived.netPower')[0]).toBe('stale');
    rig.values.set('generator.voltage', 200);
    rig.run(0.1);
    expect(shown(rig, 'derived.netPower')).toEqual(['good', 200 * 28.57 - 12_000]);
  });
});

describe('a critical sensor', () => {
  it('that is stuck counts as lost, with the value that it measured last', () => {
    const rig = new Rig({ config: 'channels: { generator.voltage: { critical: true } }' });
    const { alarms, builtIns, plan } = rig.controller.view;
    rig.run(1);
    alarms.setCondition(builtIns.sensor_stuck[plan.at.voltage]!, true);
    expect(shown(rig, 'generator.voltage')[0]).toBe('good');
    alarms.isActive = (handle) => handle === builtIns.sensor_stuck[plan.at.voltage];
    rig.tick();
    expect(shown(rig, 'generator.voltage')).toEqual(['stale', 155.1]);
    expect(shown(rig, 'generator.current')[0]).toBe('good');
  });
});

describe('a value that a test bench forces', () => {
  it('replaces a computed channel, and no measured one', () => {
    const image = new ProcessImage(['measured', 'computed', 'other']);
    const set = (index: number, quality: Quality) => image.set(index, 1, 0, quality);
    for (const index of [0, 1, 2]) set(index, QUALITY.stale);
    const forced = Float64Array.of(5, 6, Number.NaN);
    applyForced({ image, plan: { sensorCount: 1 } } as never, forced, { clock: Float64Array.of(9) } as never);
    expect([0, 1, 2].map((index) => image.reported(index))).toEqual([1, 6, 1]);
    expect([0, 1, 2].map((index) => image.qualityOf(index))).toEqual([
      QUALITY.stale,
      QUALITY.good,
      QUALITY.stale,
    ]);
    expect(image.timeOf(1 as never)).toBe(9);
  });
});

describe('the channels of the control loop', () => {
  it('are the figures of the last control tick', () => {
    const rig = new Rig();
    rig.run(6);
    rig.controlTick({ latenessS: 0.002, computeS: 0.003 });
    const figures = () => ['loop.lateness', 'loop.compute'].map((name) => shown(rig, name));
    expect(figures()).toEqual([
      ['good', 0.002],
      ['good', 0.003],
    ]);
    rig.tick({ latenessS: 0.5, computeS: 0.5 });
    expect(figures()).toEqual([
      ['good', 0.002],
      ['good', 0.003],
    ]);
    expect(shown(rig, 'loop.rate')).toEqual(['good', 15]);
  });
});
