// The stability monitor on the simulated plant: which faults it reports, which sensor it names, and what it accepts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { SampleTable } from '../../../hal/samples.js';
import type { ChannelFault } from '../../../hal/sim/faults.js';
import { NumericalStabilityMonitor } from '../../../src/control/stability/numerical-stability-monitor.js';
import { ProcessImage } from '../../../src/control/state/image.js';
import { CLOCK } from '../../../src/control/tick.js';
import { VALIDATION_DEPTHS } from '../../../src/vocabulary/words.js';
import { DEFAULTS } from '../twin/plant-bench.js';
import { LIMITS, MonitoredPlant } from './monitored-plant.js';

const WINDOW_S = 10;

/** Runs and collects each change of what the monitor says, without repetitions. */
function watch(plant: MonitoredPlant, seconds: number): string[] {
  const seen: string[] = [];
  let before = describeState(plant);
  plant.each = () => {
    const now = describeState(plant);
    if (now !== before) seen.push(now);
    before = now;
  };
  plant.bench.run(seconds);
  plant.each = () => {};
  return seen;
}

function describeState({ monitor, stuck }: MonitoredPlant): string {
  const parts = [
    monitor.violatedChannel && `limit ${monitor.violatedChannel}`,
    ...stuck.map((channel) => `stuck ${channel}`),
    monitor.energyImbalance && `energy ${monitor.energySuspect}`,
    monitor.oscillation.channel && `oscillation ${monitor.oscillation.channel}`,
  ];
  return parts.filter(Boolean).join(', ');
}

/** A channel scaled by a factor, which a sensor does that lost its unit; with some noise, so that it is not stuck. */
function scaled(channel: string, value: number, factor: number): ChannelFault {
  const mean = value * factor;
  return { kind: 'override', channel, wave: { mean, amplitude: 0.003 * mean, period: 1.37 } };
}

describe('NumericalStabilityMonitor', () => {
  describe('on a healthy plant', () => {
    it.each(VALIDATION_DEPTHS)(
      'says nothing at %s depth from start to stop, over load and air',
      async (depth) => {
        const plant = new MonitoredPlant();
        plant.depth = depth;
        await plant.bench.open();
        const seen = watch(plant, 20);
        plant.bench.start();
        for (const load of [0.75, 0.3, 1, 0, 0.6]) {
          plant.bench.load = load;
          seen.push(...watch(plant, 60));
        }
        plant.bench.hal.plant.air = 0;
        seen.push(...watch(plant, 120));
        plant.bench.stop();
        seen.push(...watch(plant, 20));
        expect(seen).toEqual([]);
        expect(plant.monitor.score).toBe(1);
        expect(plant.monitor.violations).toBe(0);
      },
    );

    it('reports no stuck sensor on a plant without noise, where values may be constant', async () => {
      const plant = await MonitoredPlant.running({ plant: { noise: 0 } });
      expect(watch(plant, 300)).toEqual([]);
    });
  });

  describe('limits', () => {
    it.each([
      ['chain.velocity', 10.1],
      ['chain.velocity', -10.1],
      ['chain.tension', 100_100],
    ])('apply to magnitudes: %s = %s is a violation at every depth', async (channel, value) => {
      for (const depth of VALIDATION_DEPTHS) {
        const plant = await MonitoredPlant.running();
        plant.depth = depth;
        plant.bench.hal.inject({ kind: 'override', channel, value });
        plant.bench.run(1);
        expect(plant.monitor.violated).toBe(true);
        expect(plant.monitor.violatedChannel).toBe(channel);
      }
    });

    it('on the acceleration are violated by a velocity that jumps', async () => {
      const plant = await MonitoredPlant.running();
      plant.bench.hal.inject({ kind: 'override', channel: 'chain.velocity', value: 9.9 });
      expect(watch(plant, 0.5)[0]).toBe('limit chain.acceleration');
    });

    it('are no longer violated as soon as the value is back', async () => {
      const plant = await MonitoredPlant.running();
      const end = plant.bench.hal.inject({ kind: 'override', channel: 'chain.tension', value: 200_000 });
      plant.bench.run(3);
      end();
      plant.bench.run(0.2);
      expect(plant.monitor.violated).toBe(false);
    });

    it('take the score below 0.5 when they are violated for more than half of its window', async () => {
      const plant = await MonitoredPlant.running();
      const end = plant.bench.hal.inject({ kind: 'override', channel: 'chain.velocity', value: 12 });
      plant.bench.run(4);
      expect(plant.monitor.score).toBeGreaterThan(0.5);
      plant.bench.run(2);
      expect(plant.monitor.score).toBeLessThan(0.5);
      plant.bench.run(10);
      expect(plant.monitor.score).toBe(0);
      end();
      plant.bench.run(WINDOW_S + 1);
      expect(plant.monitor.score).toBe(1);
    });
  });

  describe('NaN and values out of range', () => {
    it('lower the score by their share, count once each time they begin, and do not count after the window', async () => {
      const plant = await MonitoredPlant.running();
      const end = plant.bench.hal.inject({ kind: 'nan', channel: 'water.temperature' });
      plant.bench.run(5);
      expect(plant.monitor.score).toBeLessThan(1);
      expect(plant.monitor.score).toBeGreaterThan(0.95);
      expect(plant.monitor.violations).toBe(1);
      end();
      plant.bench.run(WINDOW_S + 1);
      expect(plant.monitor.score).toBe(1);
      plant.bench.hal.inject({ kind: 'nan', channel: 'water.temperature' });
      plant.bench.run(1);
      expect(plant.monitor.violations).toBe(2);
    });

    it('are detected at reduced depth, too', async () => {
      const plant = await MonitoredPlant.running();
      plant.depth = 'reduced';
      plant.bench.hal.inject({ kind: 'nan', channel: 'generator.voltage' });
      plant.bench.run(1);
      expect(plant.monitor.score).toBeLessThan(1);
    });

    it('count neither as a stuck sensor nor as a violated energy balance', async () => {
      const plant = await MonitoredPlant.running();
      const end = plant.bench.hal.inject({ kind: 'nan', channel: 'generator.voltage' });
      expect(watch(plant, 30)).toEqual([]);
      end();
      expect(watch(plant, 30)).toEqual([]);
    });
  });

  it('counts an impossible jump as a violation, and raises no alarm for a single sample', async () => {
    const plant = await MonitoredPlant.running();
    const end = plant.bench.hal.inject({
      kind: 'override',
      channel: 'pneumatics.tankPressure',
      value: 600_000,
    });
    plant.bench.run(1 / 15);
    end();
    expect(watch(plant, 20)).toEqual([]);
    expect(plant.monitor.violations).toBeGreaterThan(0);
    expect(plant.monitor.score).toBe(1);
  });

  describe('stuck sensors', () => {
    it.each([
      'chain.velocity',
      'chain.position',
      'chain.tension',
      'generator.speed',
      'generator.torque',
      'generator.voltage',
      'generator.current',
      'pneumatics.tankPressure',
      'pneumatics.compressorPower',
    ])(
      '%s is reported within 3 s when it is stuck at a plausible value, and is good again as soon as it moves',
      async (channel) => {
        const plant = await MonitoredPlant.running();
        const end = plant.bench.hal.inject({ kind: 'stuck', channel });
        expect(watch(plant, 3)).toEqual([`stuck ${channel}`]);
        expect(watch(plant, 30)).toEqual([]);
        end();
        expect(watch(plant, 1)).toEqual(['']);
      },
    );

    it('a sensor whose noise is only a little above its resolution is reported later', async () => {
      const plant = await MonitoredPlant.running();
      plant.bench.hal.inject({ kind: 'stuck', channel: 'water.temperature' });
      expect(watch(plant, 3)).toEqual([]);
      expect(watch(plant, 20)).toEqual(['stuck water.temperature']);
    });

    it.each([
      'chain.velocity',
      'chain.tension',
      'generator.speed',
      'generator.torque',
      'generator.voltage',
      'generator.current',
    ])('%s is reported, even if it never moved, when the start moves the other channels', async (channel) => {
      const plant = new MonitoredPlant();
      await plant.bench.open();
      plant.bench.run(1);
      plant.bench.hal.inject({ kind: 'stuck', channel });
      plant.bench.run(1).start().run(20);
      expect(plant.stuck).toEqual([channel]);
    });

    it('a silent sensor is not stuck, but lost', async () => {
      const plant = await MonitoredPlant.running();
      plant.bench.hal.inject({ kind: 'dropout', channel: 'generator.current' });
      expect(watch(plant, 30)).toEqual([]);
    });

    it('are not judged while the plant is at rest, nor when they deliver zero', async () => {
      const plant = await MonitoredPlant.running();
      plant.bench.hal.inject({ kind: 'override', channel: 'generator.torque', value: 0 });
      expect(watch(plant, 1)).toEqual([]);
      plant.bench.stop();
      plant.bench.run(5);
      plant.bench.hal.inject({ kind: 'stuck', channel: 'pneumatics.tankPressure' });
      expect(watch(plant, 30)).not.toContain('stuck pneumatics.tankPressure');
    });

    it('are not judged at reduced depth, and keep their state', async () => {
      const plant = await MonitoredPlant.running();
      const end = plant.bench.hal.inject({ kind: 'stuck', channel: 'generator.current' });
      plant.bench.run(3);
      plant.depth = 'reduced';
      plant.bench.run(3);
      expect(plant.monitor.judgesConditions).toBe(false);
      expect(plant.stuck).toEqual(['generator.current']);
      plant.depth = 'normal';
      expect(watch(plant, 10)).toEqual([]);
      expect(plant.stuck).toEqual(['generator.current']);
      end();
      plant.bench.run(1);
      expect(plant.stuck).toEqual([]);
    });
  });

  describe('a violated energy balance', () => {
    it.each<[string, number]>([
      ['generator.speed', 39.3],
      ['generator.voltage', 155],
      ['generator.current', 28.5],
      ['generator.torque', 120],
      ['chain.tension', 5470],
    ])(
      'names %s when only this channel is wrong by a factor of ten, in either direction',
      async (channel, value) => {
        for (const factor of [10, 0.1]) {
          const plant = await MonitoredPlant.running();
          const end = plant.bench.hal.inject(scaled(channel, value, factor));
          expect(watch(plant, 5)).toEqual([`energy ${channel}`]);
          expect(watch(plant, 30)).toEqual([]);
          end();
          expect(watch(plant, 40)).toEqual(['']);
        }
      },
    );

    it.each<[string, number]>([
      ['generator.speed', 39.3],
      ['generator.voltage', 155],
      ['generator.current', 28.5],
      ['generator.torque', 120],
      ['chain.tension', 5470],
    ])(
      'names %s when only this channel drifts by 1 % a second, in either direction',
      async (channel, value) => {
        for (const share of [0.01, -0.01]) {
          const plant = await MonitoredPlant.running();
          plant.bench.hal.inject({ kind: 'drift', channel, perSecond: share * value });
          expect(watch(plant, 60)).toEqual([`energy ${channel}`]);
        }
      },
    );

    it('names the compressor when more energy comes out than its measured power puts in', async () => {
      const plant = await MonitoredPlant.running();
      plant.bench.hal.inject(scaled('pneumatics.compressorPower', 12_000, 0.1));
      expect(watch(plant, 60)).toEqual(['energy pneumatics.compressorPower']);
    });

    it('is not reported for a tank that runs empty, a slipping chain, a lost load or a leak', async () => {
      const emptying = await MonitoredPlant.running();
      emptying.bench.hal.plant.air = 0;
      expect(watch(emptying, 200)).toEqual([]);
      for (const fault of [
        { kind: 'chainSlip', share: 0.3 },
        { kind: 'loadLoss' },
        { kind: 'airLeak', share: 1 },
      ] as const) {
        const plant = await MonitoredPlant.running();
        plant.bench.hal.inject(fault);
        expect(watch(plant, 60)).toEqual([]);
      }
    });

    it('is not reported for a single wrong sample', async () => {
      const plant = await MonitoredPlant.running();
      plant.bench.hal.inject({ kind: 'spike', channel: 'generator.voltage', value: 1550 });
      expect(watch(plant, 20)).toEqual([]);
    });
  });

  it('reports the growing oscillation of a plant at part air, with its period', async () => {
    const plant = await MonitoredPlant.running();
    plant.bench.hal.plant.air = 0.6;
    const seen = watch(plant, 120);
    expect(seen).toEqual(['oscillation chain.velocity']);
    expect(plant.monitor.oscillation.periodS).toBeGreaterThan(11);
    expect(plant.monitor.oscillation.periodS).toBeLessThan(17);
    plant.bench.hal.plant.air = 1;
    expect(watch(plant, 120)).toEqual(['']);
  });

  it('starts again after a gap, without an alarm', async () => {
    const plant = await MonitoredPlant.running();
    plant.bench.skip(60);
    expect(watch(plant, 30)).toEqual([]);
  });

  it('checks more at a greater depth: an implausible value within its limits counts at full depth only', async () => {
    const scores = await Promise.all(
      VALIDATION_DEPTHS.map(async (depth) => {
        const plant = await MonitoredPlant.running();
        plant.depth = depth;
        plant.bench.hal.inject(scaled('water.temperature', 12, 20));
        plant.bench.run(8);
        return plant.monitor.score;
      }),
    );
    expect(scores[0]).toBe(1);
    expect(scores[2]).toBeLessThan(scores[1]!);
  });

  describe('for all values', () => {
    const sensors = ['chain.velocity', 'chain.tension', 'generator.speed', 'generator.torque'];
    const RATE_HZ = 15;

    function setup() {
      const image = new ProcessImage([...sensors, 'chain.acceleration']);
      const samples = new SampleTable(sensors);
      const clock = new Float64Array(CLOCK.length);
      const monitor = new NumericalStabilityMonitor(image, {
        limits: LIMITS,
        rateHz: RATE_HZ,
        sensors,
        parameters: DEFAULTS,
      });
      const tick = (values: readonly number[], depth: (typeof VALIDATION_DEPTHS)[number]) => {
        clock[CLOCK.nowS] = clock[CLOCK.nowS]! + 1 / RATE_HZ;
        values.forEach((value, i) => {
          samples.put(i, value, clock[CLOCK.nowS]!);
          image.set(i, value, clock[CLOCK.nowS]!, QUALITY.good);
        });
        monitor.check(image, samples, clock, depth, true);
      };
      return { monitor, tick };
    }

    const anything = fc.tuple(...sensors.map(() => fc.double()));
    const depth = fc.constantFrom(...VALIDATION_DEPTHS);

    it('the score stays within 0..1, violations only increase, and the score is exactly 1 after a window without failures', () => {
      fc.assert(
        fc.property(fc.array(fc.tuple(anything, depth), { maxLength: 100 }), depth, (ticks, lastDepth) => {
          const { monitor, tick } = setup();
          let violations = 0;
          for (const [values, d] of ticks) {
            tick(values, d);
            expect(monitor.score).toBeGreaterThanOrEqual(0);
            expect(monitor.score).toBeLessThanOrEqual(1);
            expect(monitor.violations).toBeGreaterThanOrEqual(violations);
            violations = monitor.violations;
          }
          // A plant at rest, where all values are zero and consistent. A sensor that was stuck before is good again within one window.
          for (let i = 0; i < 4 * WINDOW_S * RATE_HZ; i++) tick([0, DEFAULTS.pretension, 0, 0], lastDepth);
          expect(monitor.violated).toBe(false);
          expect(monitor.score).toBe(1);
        }),
        { numRuns: 60 },
      );
    });
  });
});
