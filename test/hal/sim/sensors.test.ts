// The virtual sensors.
import { describe, expect, it } from 'vitest';
import { SENSOR_CHANNELS } from '../../../hal/channels.js';
import { Random } from '../../../hal/sim/random.js';
import { SENSORS, VirtualSensors } from '../../../hal/sim/sensors.js';
import { runningPlant, STEP_S, simulate } from './support.js';

const index = (channel: string) => SENSORS.findIndex((sensor) => sensor.channel === channel);

/** All values that the sensors report while the plant does not advance. */
function report(noise: number, count: number, seed = 1): Float64Array[] {
  const plant = runningPlant(0.75);
  simulate(plant, 120);
  const sensors = new VirtualSensors(noise, new Random(seed));
  sensors.measure(plant);
  return Array.from({ length: count }, () => {
    sensors.measure(plant);
    return Float64Array.from(sensors.reported);
  });
}

describe('the virtual sensors', () => {
  it('measure every channel except those that the controller computes', () => {
    const measured = SENSORS.map(({ channel }) => channel);
    const all = SENSOR_CHANNELS.map(({ name }) => name);
    expect(measured).toEqual(
      all.filter((name) => name !== 'generator.power' && name !== 'chain.acceleration'),
    );
  });

  it('have references that are the values at the default operating point', () => {
    const plant = runningPlant(0.75);
    simulate(plant, 3600);
    const sensors = new VirtualSensors(0, new Random(1));
    const means = new Float64Array(SENSORS.length);
    sensors.measure(plant);
    for (let i = 0; i < 7200; i++) {
      plant.step(STEP_S);
      sensors.measure(plant);
      sensors.reported.forEach((value, channel) => {
        means[channel]! += value / 7200;
      });
    }
    SENSORS.forEach(({ channel, reference }, i) => {
      if (channel !== 'chain.position') expect(means[i]! / reference, channel).toBeCloseTo(1, 2);
    });
  });

  it.each(SENSORS.map((sensor) => [sensor.channel, sensor] as const))(
    'have the right noise: %s',
    (channel, sensor) => {
      const noise = 0.002;
      const values = report(noise, 5000).map((row) => row[index(channel)]!);
      const truth = report(0, 1)[0]![index(channel)]!;
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const deviation = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
      const quantum = sensor.numerator / sensor.denominator;
      const expected = noise * sensor.reference;
      expect(Math.abs(mean - truth)).toBeLessThan(0.1 * expected + quantum);
      expect(deviation).toBeGreaterThan(0.9 * expected);
      expect(deviation).toBeLessThan(Math.hypot(1.05 * expected, 0.6 * quantum));
    },
  );

  it('have no noise when it is switched off', () => {
    const [first, ...others] = report(0, 10);
    for (const row of others) expect(row).toEqual(first);
  });

  it('report whole steps of their resolution', () => {
    for (const row of report(0.002, 50)) {
      row.forEach((value, i) => {
        const { numerator, denominator } = SENSORS[i]!;
        const steps = (value * denominator) / numerator;
        expect(Math.abs(steps - Math.round(steps))).toBeLessThan(1e-6);
      });
    }
  });

  it('report decimals without errors of binary fractions', () => {
    for (const row of report(0.002, 50))
      expect(String(row[index('chain.velocity')])).toMatch(/^\d\.\d{1,3}$/);
  });

  it('report the previous measurement', () => {
    const plant = runningPlant(0.75);
    const sensors = new VirtualSensors(0, new Random(1));
    sensors.measure(plant);
    expect(sensors.ready).toBe(false);
    let earlier = 0;
    for (let i = 0; i < 300; i++) {
      earlier = plant.position;
      plant.step(STEP_S);
      sensors.measure(plant);
      expect(Math.abs(sensors.reported[index('chain.position')]! - earlier)).toBeLessThanOrEqual(
        0.0005 + 1e-9,
      );
    }
    expect(sensors.ready).toBe(true);
    expect(earlier).toBeGreaterThan(0.1);
  });
});
