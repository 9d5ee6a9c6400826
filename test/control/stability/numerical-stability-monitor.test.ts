// The stability monitor on the simulated plant: what it sees, what it names, and what it leaves alone.
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
  describe('on a plant in order', () => {
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

    it('takes nothing for stuck on a plant without noise, where constants are constant', async () => {
      const plant = await MonitoredPlant.running({ plant: { noise: 0 } });
      expect(watch(plant, 300)).toEqual([]);
    });
  });

  describe('limits', () => {
    it.each([
      ['chain.velocity', 10.1],
      ['chain.velocity', -10.1],
      ['chain.tension', 100_100],
    ])('are on magnitudes: %s = %s violates, at every depth', async (channel, value) => {
      for (const depth of VALIDATION_DEPTHS) {
        const plant = await MonitoredPlant.running();
        plant.depth = depth;
        plant.bench.hal.inject({ kind: 'override', channel, value });
        plant.bench.run(1);
        expect(plant.monitor.violated).toBe(true);
        expect(plant.monitor.violatedChannel).toBe(channel);
      }
    });

    it('on acceleration is reached by a velocity that jumps', async () => {
      const plant = await MonitoredPlant.running();
      plant.bench.hal.inject({ kind: 'override', channel: 'chain.velocity', value: 9.9 });
      expect(watch(plant, 0.5)[0]).toBe('limit chain.acceleration');
    });

    it('are no longer violated the moment the value is back', async () => {
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
    it('lower the score by their share, count once each time they begin, and leave the window again', async () => {
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

    it('are seen at reduced depth as well', async () => {
      const plant = await MonitoredPlant.running();
      plant.depth = 'reduced';
      plant.bench.hal.inject({ kind: 'nan', channel: 'generator.voltage' });
      plant.bench.run(1);
      expect(plant.monitor.score).toBeLessThan(1);
    });

    it('are neither stuck nor an energy balance that cannot be', async () => {
      const plant = await MonitoredPlant.running();
      const end = plant.bench.hal.inject({ kind: 'nan', channel: 'generator.voltage' });
      expect(watch(plant, 30)).toEqual([]);
      end();
      expect(watch(plant, 30)).toEqual([]);
    });
  });

  it('counts a jump that no plant can make, and raises nothing for one sample of it', async () => {
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
      '%s is found within 3 s of sticking at a plausible value, and well the moment it moves',
      async (channel) => {
        const plant = await MonitoredPlant.running();
        const end = plant.bench.hal.inject({ kind: 'stuck', channel });
        expect(watch(plant, 3)).toEqual([`stuck ${channel}`]);
        expect(watch(plant, 30)).toEqual([]);
        end();
        expect(watch(plant, 1)).toEqual(['']);
      },
    );

    it('a quantity whose noise is hardly above its resolution takes longer', async () => {
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
    ])('%s is found although it never moved, when the start moves the others', async (channel) => {
      const plant = new MonitoredPlant();
      await plant.bench.open();
      plant.bench.run(1);
      plant.bench.hal.inject({ kind: 'stuck', channel });
      plant.bench.run(1).start().run(20);
      expect(plant.stuck).toEqual([channel]);
    });

    it('a sensor that is silent is not stuck: it is lost', async () => {
      const plant = await MonitoredPlant.running();
      plant.bench.hal.inject({ kind: 'dropout', channel: 'generator.current' });
      expect(watch(plant, 30)).toEqual([]);
    });

    it('are not looked for while the plant rests, nor where a zero is delivered', async () => {
      const plant = await MonitoredPlant.running();
      plant.bench.hal.inject({ kind: 'override', channel: 'generator.torque', value: 0 });
      expect(watch(plant, 1)).toEqual([]);
      plant.bench.stop();
      plant.bench.run(5);
      plant.bench.hal.inject({ kind: 'stuck', channel: 'pneumatics.tankPressure' });
      expect(watch(plant, 30)).not.toContain('stuck pneumatics.tankPressure');
    });

    it('at reduced depth are not judged and keep their state', async () => {
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

  describe('an energy balance that cannot be', () => {
    it.each<[string, number]>([
      ['generator.speed', 39.3],
      ['generator.voltage', 155],
      ['generator.current', 28.5],
      ['generator.torque', 120],
      ['chain.tension', 5470],
    ])('names %s when it alone lost its unit by a factor of ten, either way', async (channel, value) => {
      for (const factor of [10, 0.1]) {
        const plant = await MonitoredPlant.running();
        const end = plant.bench.hal.inject(scaled(channel, value, factor));
        expect(watch(plant, 5)).toEqual([`energy ${channel}`]);
        expect(watch(plant, 30)).toEqual([]);
        end();
        expect(watch(plant, 40)).toEqual(['']);
      }
    });

    it.each<[string, number]>([
      ['generator.speed', 39.3],
      ['generator.voltage', 155],
      ['generator.current', 28.5],
      ['generator.torque', 120],
      ['chain.tension', 5470],
    ])('names %s when it alone drifts by a hundredth a second, either way', async (channel, value) => {
      for (const share of [0.01, -0.01]) {
        const plant = await MonitoredPlant.running();
        plant.bench.hal.inject({ kind: 'drift', channel, perSecond: share * value });
        expect(watch(plant, 60)).toEqual([`energy ${channel}`]);
      }
    });

    it('names the compressor when more comes out than it is said to put in', async () => {
      const plant = await MonitoredPlant.running();
      plant.bench.hal.inject(scaled('pneumatics.compressorPower', 12_000, 0.1));
      expect(watch(plant, 60)).toEqual(['energy pneumatics.compressorPower']);
    });

    it('is not seen in a tank that runs empty, nor in a chain that slips, nor in a load that is lost', async () => {
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

    it('is not made of one wild sample', async () => {
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

  it('forgets what it followed over a gap, without an alarm', async () => {
    const plant = await MonitoredPlant.running();
    plant.bench.skip(60);
    expect(watch(plant, 30)).toEqual([]);
  });

  it('checks more the deeper it looks: an implausible value that no limit bounds counts at full depth', async () => {
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

    it('the score stays within 0..1, violations only grow, and a window of calm brings it back to exactly 1', () => {
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
          // A plant at rest, where everything is zero and fits together. What was stuck before is let go of in one window.
          for (let i = 0; i < 4 * WINDOW_S * RATE_HZ; i++) tick([0, DEFAULTS.pretension, 0, 0], lastDepth);
          expect(monitor.violated).toBe(false);
          expect(monitor.score).toBe(1);
        }),
        { numRuns: 60 },
      );
    });
  });
});
