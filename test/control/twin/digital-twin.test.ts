// The digital twin next to the full simulated plant: what it predicts, what it reports, and what it does not learn.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import type { Fault } from '../../../hal/sim/faults.js';
import { twinUnavailable } from '../../../src/catalogue/channels.js';
import { MAX_CORRECTION } from '../../../src/control/twin/parameter-estimator.js';
import { CORRECTION } from '../../../src/control/twin/reduced-model.js';
import { VELOCITY } from '../../../src/control/twin/twin-channels.js';
import { TWIN_REASONS } from '../../../src/vocabulary/words.js';
import { type BenchOptions, DEFAULTS, PlantBench } from './plant-bench.js';

async function standing(options?: BenchOptions): Promise<PlantBench> {
  return new PlantBench(options).open();
}

/** A plant that has run for a minute. */
async function running(options?: BenchOptions): Promise<PlantBench> {
  return (await standing(options)).run(1).start().run(60);
}

/** Runs and collects how the twin's divergence began and ended: `+channel`, `-`. */
function watch(bench: PlantBench, seconds: number): string[] {
  const seen: string[] = [];
  let before = bench.twin.diverged;
  bench.afterTick = ({ twin }) => {
    if (twin.diverged !== before) seen.push(twin.diverged ? `+${twin.divergedChannel}` : '-');
    before = twin.diverged;
  };
  bench.run(seconds);
  return seen;
}

/** Injects a fault for 40 s and watches it and what comes after. */
function watchFault(bench: PlantBench, fault: Fault): string[] {
  const end = bench.hal.inject(fault);
  const during = watch(bench, 40);
  end();
  return [...during, ...watch(bench, 60)];
}

describe('DigitalTwin', () => {
  describe('next to a healthy plant', () => {
    it.each([5, 15, 60])(
      'follows start-up, load steps and stop at %s Hz without a false divergence',
      async (rateHz) => {
        const bench = await standing({ rateHz });
        expect(watch(bench, 20)).toEqual([]);
        bench.start();
        for (const load of [0.75, 0.4, 1, 0.2, 0.9, 0, 0.6]) {
          bench.load = load;
          expect(watch(bench, 60)).toEqual([]);
        }
        bench.stop();
        expect(watch(bench, 30)).toEqual([]);
        expect(bench.start() && watch(bench, 60)).toEqual([]);
      },
    );

    it('follows the compressor from full to little air and back', async () => {
      const bench = await running();
      for (const air of [0.6, 1, 0.3, 0.8, 0]) {
        bench.hal.plant.air = air;
        expect(watch(bench, 90)).toEqual([]);
      }
    });

    it('predicts the settled plant within 1.5 % of speed and 1 % of pressure', async () => {
      const bench = await running();
      const [velocity, speed, pressure] = bench.twin.predictions;
      expect(Math.abs(velocity! - bench.hal.plant.velocity)).toBeLessThan(0.015 * 1.549);
      expect(Math.abs(speed! - 25.4 * bench.hal.plant.velocity)).toBeLessThan(0.015 * 39.3);
      expect(Math.abs(pressure! - bench.hal.plant.pneumatics.pressure)).toBeLessThan(0.01 * 257_200);
    });

    it('does not change the configured parameters when they are right', async () => {
      const bench = (await running()).run(600);
      for (const factor of bench.twin.estimator.correction) expect(Math.abs(factor - 1)).toBeLessThan(0.01);
    });
  });

  describe('residuals', () => {
    it('are channels: measured minus predicted, good while the measured channel is good', async () => {
      const bench = await running();
      const { image, twin } = bench;
      const residual = image.indexOf('twin.residual.chain.velocity');
      expect(image.qualityOf(residual)).toBe(QUALITY.good);
      expect(image.reported(residual)).toBe(bench.channel('chain.velocity') - twin.predictions[0]!);
      bench.hal.inject({ kind: 'dropout', channel: 'chain.velocity' });
      bench.run(1);
      expect(image.qualityOf(residual)).toBe(QUALITY.bad);
      expect(image.qualityOf(image.indexOf('twin.residual.generator.speed'))).toBe(QUALITY.good);
    });

    it('show the size of a fault permanently, because the twin does not follow the wrong measurement', async () => {
      const bench = await running();
      bench.hal.inject({ kind: 'override', channel: 'chain.velocity', value: 15.5 });
      bench.run(40);
      expect(bench.channel('twin.residual.chain.velocity')).toBeGreaterThan(13.8);
      expect(Math.abs(bench.channel('twin.residual.generator.speed'))).toBeLessThan(2);
    });
  });

  describe('divergence begins once, names the channel, and ends once', () => {
    it.each<[string, Fault, string]>([
      [
        'a speed that is wrong by a factor of ten',
        { kind: 'override', channel: 'generator.speed', value: 393 },
        'generator.speed',
      ],
      [
        'a velocity that drifts',
        { kind: 'drift', channel: 'chain.velocity', perSecond: 0.02 },
        'chain.velocity',
      ],
      [
        'a tank pressure that drifts',
        { kind: 'drift', channel: 'pneumatics.tankPressure', perSecond: 500 },
        'pneumatics.tankPressure',
      ],
      ['a slipping chain', { kind: 'chainSlip', share: 0.1 }, 'generator.speed'],
      ['a leaking tank', { kind: 'airLeak', share: 0.5 }, 'pneumatics.tankPressure'],
      ['a lost load', { kind: 'loadLoss' }, 'generator.torque'],
    ])('given %s', async (_name, fault, channel) => {
      expect(watchFault(await running(), fault)).toEqual([`+${channel}`, '-']);
    });

    it('given a sensor that is stuck at a plausible value, as soon as the plant changes', async () => {
      const bench = await running();
      bench.hal.inject({ kind: 'stuck', channel: 'chain.velocity' });
      expect(watch(bench, 20)).toEqual([]);
      bench.load = 0.4;
      expect(watch(bench, 20)).toEqual(['+chain.velocity']);
    });

    it('but does not begin for a single wrong sample', async () => {
      const bench = await running();
      bench.hal.inject({ kind: 'spike', channel: 'chain.velocity', value: 15 });
      bench.hal.inject({ kind: 'spike', channel: 'pneumatics.tankPressure', value: 900_000 });
      expect(watch(bench, 20)).toEqual([]);
    });
  });

  describe('parameters that differ from the configured ones', () => {
    it.each<[string, Partial<typeof DEFAULTS>, number, number]>([
      [
        'a compressor that is 10 % worse',
        { compressorEfficiency: 0.9 * DEFAULTS.compressorEfficiency },
        CORRECTION.supply,
        0.9,
      ],
      [
        'a gear that is 10 % worse',
        { gearEfficiency: 0.9 * DEFAULTS.gearEfficiency },
        CORRECTION.buoyancy,
        0.915,
      ],
    ])('given %s, are learned slowly, without an alarm', async (_name, plant, which, factor) => {
      const bench = await running({ plant });
      expect(watch(bench, 60)).toEqual([]);
      expect(Math.abs(bench.twin.estimator.correction[which]! - 1)).toBeLessThan(0.05);
      expect(watch(bench, 1500)).toEqual([]);
      expect(bench.twin.estimator.correction[which]).toBeCloseTo(factor, 2);
    });

    it('never go beyond their bounds', async () => {
      const bench = await running({ plant: { compressorEfficiency: 0.5 } });
      bench.run(3000);
      for (const factor of bench.twin.estimator.correction) {
        expect(Math.abs(factor - 1)).toBeLessThanOrEqual(MAX_CORRECTION);
      }
    });

    it.each<[string, Fault]>([
      ['a leak', { kind: 'airLeak', share: 0.5 }],
      ['a lost load', { kind: 'loadLoss' }],
      ['a slipping chain', { kind: 'chainSlip', share: 0.1 }],
      ['a velocity ten times too large', { kind: 'override', channel: 'chain.velocity', value: 15.5 }],
      ['a lost tank pressure', { kind: 'dropout', channel: 'pneumatics.tankPressure' }],
    ])('given %s, are not learned', async (_name, fault) => {
      const bench = await running();
      bench.hal.inject(fault);
      bench.run(5);
      const before = [...bench.twin.estimator.correction];
      bench.run(600);
      expect([...bench.twin.estimator.correction]).toEqual(before);
    });
  });

  describe('a lost channel', () => {
    it('is predicted close to the true value during a load step', async () => {
      const bench = await running();
      bench.hal.inject({ kind: 'dropout', channel: 'chain.velocity' });
      bench.load = 0.5;
      bench.run(9);
      expect(Math.abs(bench.twin.predict(VELOCITY) - bench.hal.plant.velocity)).toBeLessThan(0.05);
    });

    it('is predicted by the model alone when the speeds of both chain and generator are lost', async () => {
      const bench = await running();
      bench.hal.inject({ kind: 'dropout', channel: 'chain.velocity' });
      bench.hal.inject({ kind: 'dropout', channel: 'generator.speed' });
      bench.load = 0.5;
      bench.run(9);
      const predicted = bench.twin.predict(VELOCITY);
      expect(Math.abs(predicted - bench.hal.plant.velocity)).toBeLessThan(0.1);
    });
  });

  describe('when it has not run', () => {
    it('starts again from the measurements after a gap, without a false divergence', async () => {
      const bench = await running();
      const { initialisations } = bench.twin;
      bench.skip(30).run(1 / 15);
      expect(bench.twin.initialisations).toBe(initialisations + 1);
      expect(Math.abs(bench.twin.residuals[0]!)).toBeLessThan(0.05);
      expect(watch(bench, 60)).toEqual([]);
    });

    it('has no predictions and no residuals during a pause, and reports the pause', async () => {
      const bench = await running();
      bench.hal.inject({ kind: 'dropout', channel: 'chain.velocity' });
      bench.run(1);
      bench.twin.pause(bench.image);
      expect(bench.twin.predict(VELOCITY)).toBeNaN();
      expect(bench.image.qualityOf(bench.image.indexOf('twin.residual.generator.speed'))).toBe(QUALITY.bad);
      expect(TWIN_REASONS[bench.twin.reason]).toBe('paused');
      bench.run(1);
      expect(bench.image.qualityOf(bench.image.indexOf('twin.residual.generator.speed'))).toBe(QUALITY.good);
    });
  });

  describe('on a plant that lacks sensors', () => {
    it.each([
      [['chain.velocity', 'generator.speed', 'generator.torque'], /tankPressure/],
      [['pneumatics.tankPressure', 'pneumatics.compressorPower'], /velocity/],
      [[], /velocity/],
    ])('reports why it cannot run with %j', (sensors, reason) => {
      expect(twinUnavailable(sensors)).toMatch(reason);
    });

    it('does not run, and has no residuals', async () => {
      const bench = await running({ without: ['pneumatics.tankPressure', 'pneumatics.compressorPower'] });
      expect(TWIN_REASONS[bench.twin.reason]).toBe('unavailable');
      expect(bench.channel('twin.residual.chain.velocity')).toBeNaN();
      expect(bench.twin.predict(VELOCITY)).toBeNaN();
      expect(bench.twin.diverged).toBe(false);
    });

    it.each(['chain.velocity', 'generator.speed', 'pneumatics.tankPressure', 'pneumatics.compressorPower'])(
      'works without %s, and sees a lost load',
      async (missing) => {
        const bench = await standing({ without: [missing] });
        bench.run(1).start();
        expect(watch(bench, 120)).toEqual([]);
        expect(bench.image.indexOf(`twin.residual.${missing}`)).toBe(-1);
        bench.hal.inject({ kind: 'loadLoss' });
        expect(watch(bench, 30)[0]).toBe('+generator.torque');
      },
    );
  });

  describe('its timestep', () => {
    it('stays within its limits, is small while the plant changes, and large while it is steady', async () => {
      const bench = await standing();
      const steps: number[] = [];
      bench.afterTick = ({ twin }) => steps.push(twin.timestepS);
      bench.run(1).start().run(89);
      expect(Math.min(...steps)).toBeGreaterThanOrEqual(0.05);
      expect(Math.max(...steps)).toBe(0.2);
      expect(Math.min(...steps.slice(0, 20 * 15))).toBeLessThan(0.08);
      expect(Math.min(...steps.slice(-30 * 15))).toBeGreaterThan(0.15);
    });

    it('is raised to the maximum by an overload, which is also its reported reason', async () => {
      const bench = await standing();
      bench.run(1).start();
      bench.compute = 1.5;
      bench.run(10);
      expect(bench.twin.timestepS).toBe(0.2);
      expect(TWIN_REASONS[bench.twin.reason]).toBe('load');
    });

    it('does not change when it is not adaptive', async () => {
      const bench = await running({ twin: { adaptiveTimestep: false } });
      expect(bench.twin.timestepS).toBe(0.1);
      expect(bench.twin.adjustments).toBe(0);
      expect(TWIN_REASONS[bench.twin.reason]).toBe('fixed');
    });
  });

  it('is deterministic: the same plant and seed give the same bits', async () => {
    const [a, b] = [await running(), await running()];
    expect([...a.twin.residuals, ...a.twin.predictions, a.twin.error]).toEqual([
      ...b.twin.residuals,
      ...b.twin.predictions,
      b.twin.error,
    ]);
  });
});
