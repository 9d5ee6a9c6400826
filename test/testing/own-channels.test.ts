// Channels of one's own in virtual runs: on the simulated plant, and behind the drivers of a machine on virtual devices.
import { afterEach, describe, expect, it } from 'vitest';
import { Bench } from '../../src/testing/bench.js';
import type { Overrides, RunOptions } from '../../src/testing/configuration.js';

const benches: Bench[] = [];
async function create(overrides: Overrides, options: RunOptions = {}): Promise<Bench> {
  const bench = await Bench.create(overrides, options);
  benches.push(bench);
  return bench;
}
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench.dispose();
});

const BEARING = { 'channels.bearing.temperature': { unit: 'degC', min: -20, max: 150 } };
const hot = { fault: 'override', channel: 'bearing.temperature', value: 95 } as const;

describe('on the simulated plant', () => {
  it('has no value and no alarm until a fault gives it one', async () => {
    const bench = await create(BEARING);
    bench.run(20);
    expect(bench.value('bearing.temperature')).toBeNull();
    expect(bench.alerts.size).toBe(0);
    bench.inject({ ...hot, for: 5 });
    bench.run(1);
    expect(bench.is('bearing.temperature', 95)).toBe(true);
    expect(bench.value('telemetry.bearing.temperature')).toBe(95);
    bench.run(5);
    expect(bench.alert('sensor_lost.bearing.temperature')).toMatchObject({ state: 'active' });
    expect(bench.value('quality.bearing.temperature')).toBe('stale');
  });

  it('is in the streams, and in the priority stream when it is configured there', async () => {
    const bench = await create({ ...BEARING, 'streams.priority': ['bearing.temperature', 'chain.velocity'] });
    const seen: unknown[] = [];
    bench.addSubscriber('mine', ({ values }) => void seen.push(values), 15, {
      channels: ['bearing.temperature'],
    });
    bench.inject(hot);
    bench.run(0.5);
    expect(seen.at(-1)).toEqual({ 'bearing.temperature': 95 });
    expect(bench.internals.controller.plan.priority).toEqual(['bearing.temperature', 'chain.velocity']);
  });

  it('drops values outside its range, and counts them', async () => {
    const bench = await create(BEARING);
    bench.inject({ ...hot, value: 95, for: 2 });
    bench.run(1);
    bench.inject({ ...hot, value: 151, for: 0.5 });
    bench.run(0.3);
    expect(bench.value('bearing.temperature')).toBe(95);
    expect(bench.alert('sensor_invalid.bearing.temperature')).toMatchObject({ state: 'active', value: 151 });
  });

  it('does not change what the plant does', async () => {
    const [plain, own] = [await create({}), await create(BEARING)];
    plain.run(60);
    own.run(60);
    for (const channel of ['chain.velocity', 'generator.power', 'pneumatics.tankPressure', 'loop.stability'])
      expect(own.value(channel), channel).toBe(plain.value(channel));
  });

  it('says how to declare a channel that a fault names', async () => {
    const bench = await create({});
    expect(() => bench.inject(hot)).toThrow(
      'or declare a channel of your own in the configuration: `channels: { bearing.temperature: { unit: .. } }`',
    );
  });

  // Nothing of the plant says how it moves: only its own noise does.
  it.each([15, 60])('is stuck when its noise is gone, at %i control ticks a second', async (rateHz) => {
    const bench = await create({ ...BEARING, 'control.rateHz': rateHz });
    bench.inject({ ...hot, value: 60 });
    bench.inject({ fault: 'noise', channel: 'bearing.temperature', sigma: 0.5 });
    bench.run(90);
    const lively = bench.alert('sensor_stuck.bearing.temperature');
    bench.inject({ fault: 'stuck', channel: 'bearing.temperature' });
    bench.run(20);
    expect(lively).toBeUndefined();
    expect(bench.alert('sensor_stuck.bearing.temperature')).toMatchObject({ state: 'active' });
  });

  it('is not stuck when it never had noise: a rule with stuckFor can say that', async () => {
    const bench = await create({
      ...BEARING,
      'alerts.still': { channel: 'bearing.temperature', stuckFor: 30 },
    });
    bench.inject({ ...hot, value: 60 });
    bench.run(60);
    expect(bench.alert('sensor_stuck.bearing.temperature')).toBeUndefined();
    expect(bench.alert('still')).toMatchObject({ state: 'active' });
  });
});

const DEVICES = {
  'hal.serial.chain': { path: '/dev/chain', records: { KPPCH: ['seq', 'chain.velocity'] } },
  'hal.serial.bearings': {
    path: '/dev/bearings',
    records: { KPPBT: ['seq', 'timeMs', 'bearing.temperature', 'oil.level'] },
    scale: { 'bearing.temperature': 0.1 },
  },
  'hal.i2c': [
    {
      bus: 1,
      address: 0x48,
      device: 'ads1115',
      inputs: {
        0: { channel: 'pneumatics.tankPressure', scale: 250_000 },
        1: { channel: 'oil.pressure', scale: 250_000 },
      },
    },
    { bus: 1, address: 0x18, device: 'mcp9808', channels: { temperature: 'bearing.temperature' } },
  ],
  'channels.bearing.temperature': { unit: 'degC', max: 150, maxDifference: 5 },
  'channels.oil.level': { unit: '%' },
  'channels.oil.pressure': { unit: 'Pa', min: 0 },
};
const OPTIONS = { virtualDevices: true } as const;

describe('on virtual devices', () => {
  it('comes through the drivers: a record, a chip, and both of them together', async () => {
    const bench = await create(DEVICES, OPTIONS);
    bench.inject(hot);
    bench.inject({ fault: 'override', channel: 'oil.pressure', value: 300_000 });
    await bench.pass(2);
    expect(bench.is('bearing.temperature', { within: [94.9, 95.1] })).toBe(true);
    expect(bench.is('oil.pressure', { within: [299_000, 301_000] })).toBe(true);
    expect(bench.value('health.sources.bearing.temperature.good')).toBe(2);
  });

  it('is taken from another source when one is lost', async () => {
    const bench = await create(DEVICES, OPTIONS);
    bench.inject(hot);
    await bench.pass(2);
    bench.inject({ fault: 'unplug', port: 'bearings' });
    await bench.pass(2);
    expect(bench.value('health.sources.bearing.temperature.active')).toBe(1);
    expect(bench.is('bearing.temperature', { within: [94.9, 95.1] })).toBe(true);
    expect(bench.alert('sensor_lost.bearing.temperature')).toBeUndefined();
  });

  it('that the plant does not have leaves the other channels of its device alone', async () => {
    const bench = await create(DEVICES, OPTIONS);
    await bench.pass(3);
    expect(bench.value('quality.pneumatics.tankPressure')).toBe('good');
    expect(bench.value('oil.level')).toBeNull();
    expect(bench.alert('sensor_lost.oil.level')).toMatchObject({ state: 'active' });
    expect(bench.alert('sensor_lost.pneumatics.tankPressure')).toBeUndefined();
  });

  it.each([
    ['rate', 2.5],
    ['total', 25],
  ] as const)('is measured by pulses: their %s', async (measures, wanted) => {
    const flow = { line: 17, channel: 'water.flow', metresPerPulse: 0.01, measures };
    const bench = await create({ 'hal.gpio.flow': flow, 'channels.water.flow': { unit: 'L/s' } }, OPTIONS);
    // 2.5 litres a second: a pulse for each hundredth of a litre; a total rises with the time.
    const wave = { mean: 0, amplitude: 25, period: 40 };
    bench.inject({
      fault: 'override',
      channel: 'water.flow',
      ...(measures === 'rate' ? { value: 2.5 } : { wave }),
    });
    await bench.pass(10);
    expect(bench.is('water.flow', { within: [wanted - 0.1, wanted + 0.1] })).toBe(true);
  });
});
