// The bench on virtual devices: the drivers of a real machine run between controller and plant, and devices can have faults.
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/index.js';
import { Bench, BenchError, type FaultInput } from '../../src/testing/bench.js';
import type { Overrides } from '../../src/testing/configuration.js';
import { runScenario } from '../../src/testing/scenario/scenario-runner.js';
import { parseScenario } from '../../src/testing/scenario/scenario-schema.js';

const SERIAL = {
  'hal.serial.chain': {
    path: '/dev/chain',
    records: { KPPCH: ['seq', 'timeMs', 'chain.velocity', 'chain.position', 'chain.tension'] },
  },
};
const BUS = {
  'hal.i2c': [
    {
      bus: 1,
      address: 0x48,
      device: 'ads1115',
      inputs: { 0: { channel: 'pneumatics.tankPressure', scale: 250_000 } },
    },
    { bus: 1, address: 0x18, device: 'mcp9808', channels: { temperature: 'water.temperature' } },
    { bus: 3, address: 0x18, device: 'mcp9808', channels: { temperature: 'generator.temperature' } },
    { bus: 1, address: 0x36, device: 'as5600', channels: { speed: 'generator.speed' } },
  ],
};
const PINS = {
  'hal.gpio.pulses': { line: 17, channel: 'chain.velocity', metresPerPulse: 0.05 },
  'hal.gpio.stop': { line: 27, role: 'emergencyStop' },
  'hal.outputs.brake': { line: 22, energised: 'release' },
};
const OPTIONS = { virtualDevices: true } as const;

const benches: Bench[] = [];
async function create(overrides: Overrides): Promise<Bench> {
  const bench = await Bench.create(overrides, OPTIONS);
  benches.push(bench);
  return bench;
}
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench.dispose();
});

describe('a bench on virtual devices', () => {
  it('has exactly the channels, sources and outputs of the configuration', async () => {
    const bench = await create({ ...SERIAL, ...PINS });
    await bench.pass(1);
    expect(bench.value('chain.tension')).toBeGreaterThan(1000);
    expect(bench.value('health.sources.chain.velocity.good')).toBe(2);
    expect(bench.value('generator.speed')).toBeUndefined();
    expect(bench.value('outputs.brake')).toBe(1);
    expect(bench.value('outputs.load')).toBeUndefined();
  });

  it('advances only with the asynchronous calls, because drivers wait for their devices', async () => {
    const bench = await create(BUS);
    expect(() => bench.run(1)).toThrow(BenchError);
    expect(() => bench.run(1)).toThrow('await bench.pass');
    await bench.pass(2);
    await bench.passTo(3);
    expect(bench.timeS).toBeCloseTo(3, 9);
    expect(bench.value('water.temperature')).toBe(12);
    await expect(bench.passUntil(() => false, 0.5)).rejects.toThrow('did not hold within 0.5 s');
  });

  it('can be used like a bench on the simulation alone, which accepts the same calls', async () => {
    const bench = await Bench.create();
    benches.push(bench);
    await bench.pass(2);
    const runningS = await bench.passUntil(() => bench.value('plant') === 'running', 20);
    expect(bench.timeS).toBe(runningS);
    bench.run(1);
    expect(bench.timeS).toBeCloseTo(runningS + 1, 9);
  });

  it('is also made when the overrides contain hal.kind: linux', async () => {
    const bench = await Bench.create({ 'hal.kind': 'linux', ...SERIAL });
    benches.push(bench);
    await bench.pass(1);
    expect(bench.value('serial.chain.good')).toBeGreaterThan(50);
  });

  it('refuses a configuration that names no device', async () => {
    await expect(create({})).rejects.toThrow(ConfigError);
    await expect(create({})).rejects.toThrow('config.hal: no device is configured');
  });

  it('measures with sensors what the controller would otherwise compute', async () => {
    const records = { KPP: ['chain.velocity', 'chain.acceleration', 'generator.power'] };
    const bench = await create({ 'hal.serial.chain': { path: '/dev/chain', records } });
    await bench.pass(30);
    expect(bench.value('quality.chain.acceleration')).toBe('good');
    expect(bench.value('generator.power')).toBeGreaterThan(1000);
  });

  it('trips when a critical channel is lost, as a machine does', async () => {
    const bench = await create({ ...SERIAL, 'hal.outputs.brake': { line: 22, energised: 'release' } });
    await bench.passUntil(() => bench.value('plant') === 'running', 60);
    bench.inject({ fault: 'unplug', port: 'chain' });
    await bench.passUntil(() => bench.value('plant') === 'tripped', 0.5);
    expect(bench.alert('sensor_lost.chain.velocity')?.state).toBe('active');
  });
});

describe('a fault of a sensor', () => {
  it('reaches the controller in the record of a line: as an empty field, or as nan', async () => {
    const bench = await create(SERIAL);
    await bench.pass(1);
    const back = bench.inject({ fault: 'dropout', channel: 'chain.tension' });
    bench.inject({ fault: 'nan', channel: 'chain.position', for: 1 });
    await bench.pass(0.5);
    expect(bench.value('quality.chain.tension')).toBe('stale');
    expect(bench.value('quality.chain.position')).toBe('bad');
    expect(bench.value('quality.chain.velocity')).toBe('good');
    expect(bench.value('serial.chain.malformed')).toBe(0);
    back();
    await bench.pass(1);
    expect(bench.value('quality.chain.tension')).toBe('good');
  });

  it('is, on a bus, a chip that does not answer, and on a pin, a line that cannot be read', async () => {
    const bench = await create({ ...BUS, ...PINS });
    await bench.pass(1);
    bench.inject({ fault: 'dropout', channel: 'pneumatics.tankPressure', for: 1 });
    bench.inject({ fault: 'dropout', channel: 'chain.velocity', for: 1 });
    await bench.pass(0.5);
    expect(bench.value('quality.pneumatics.tankPressure')).toBe('stale');
    expect(bench.value('quality.chain.velocity')).toBe('stale');
    expect(bench.value('i2c.1.0x48.nack')).toBeGreaterThan(1);
    expect(bench.value('gpio.pulses.failed')).toBeGreaterThan(1);
    await bench.pass(4);
    expect(bench.value('quality.pneumatics.tankPressure')).toBe('good');
    expect(bench.value('quality.chain.velocity')).toBe('good');
  });

  it('that hangs ends when its device is opened again', async () => {
    const bench = await create({ ...SERIAL, ...BUS });
    await bench.pass(5);
    bench.inject({ fault: 'hang', channel: 'water.temperature' });
    const lostS = bench.timeS;
    await bench.passUntil(() => bench.alert('sensor_lost.water.temperature')?.state === 'active', 1);
    await bench.passUntil(() => bench.alert('sensor_lost.water.temperature')?.state === 'cleared', 10);
    expect(bench.timeS - lostS).toBeGreaterThan(0.2);
    expect(bench.value('recovery.byType.sensor_lost.attempts')).toBeGreaterThan(0);
  });
});

describe('a serial sensor that hangs', () => {
  it('recovers with the reopening that it needs, and not before', async () => {
    const records = { KPPCH: ['seq', 'chain.tension'] };
    const bench = await create({ 'hal.serial.chain': { path: '/dev/chain', records, staleAfter: 0.2 } });
    await bench.pass(3);
    bench.inject({ fault: 'hang', channel: 'chain.tension', reopenings: 2 });
    const lostS = await bench.passUntil(
      () => bench.alert('sensor_lost.chain.tension')?.state === 'active',
      1,
    );
    await bench.passUntil(() => bench.alert('sensor_lost.chain.tension')?.state === 'cleared', 30);
    expect(bench.timeS).toBeGreaterThan(lostS + 1);
    expect(bench.value('serial.chain.reopened')).toBe(2);
  });
});

describe('lines of another chip than that of the header', () => {
  it('exist if the configuration names them', async () => {
    const bench = await create({
      'hal.gpioChip': 'other',
      'hal.gpio.stop': { line: 300, role: 'emergencyStop' },
      'hal.outputs.brake': { line: 200, energised: 'release' },
    });
    await bench.pass(1);
    expect(bench.value('outputs.brake')).toBe(1);
    bench.inject({ fault: 'emergencyStop' });
    await bench.pass(0.1);
    expect([bench.value('plant'), bench.value('outputs.brake')]).toEqual(['tripped', 0]);
  });
});

describe('a device at the same address on two buses', () => {
  it('is lost on both buses, or on the bus that the fault names', async () => {
    const bench = await create(BUS);
    await bench.pass(2);
    bench.inject({ fault: 'i2cNack', address: 0x18, bus: 3, for: 1 });
    await bench.pass(0.9);
    const qualities = () => [
      bench.value('quality.water.temperature'),
      bench.value('quality.generator.temperature'),
    ];
    expect(qualities()).toEqual(['good', 'stale']);
    await bench.pass(5);
    expect(qualities()).toEqual(['good', 'good']);
    bench.inject({ fault: 'i2cNack', address: 0x18 });
    await bench.pass(0.9);
    expect(qualities()).toEqual(['stale', 'stale']);
  });
});

describe('two faults at once', () => {
  it('of one port or address last until the last of them is over', async () => {
    const bench = await create({ ...SERIAL, ...BUS });
    await bench.pass(1);
    bench.inject({ fault: 'unplug', port: 'chain', for: 2 });
    bench.inject({ fault: 'unplug', port: 'chain', for: 4 });
    bench.inject({ fault: 'i2cNack', address: 0x48, for: 2 });
    bench.inject({ fault: 'i2cGarbage', address: 0x48, for: 4 });
    await bench.pass(3.5);
    expect(bench.value('quality.chain.tension')).toBe('stale');
    expect(bench.value('quality.pneumatics.tankPressure')).toBe('stale');
    await bench.pass(4);
    expect(bench.value('quality.chain.tension')).toBe('good');
    expect(bench.value('quality.pneumatics.tankPressure')).toBe('good');
  });
});

describe('a fault that the devices cannot have', () => {
  it.each<[FaultInput, RegExp]>([
    [{ fault: 'unplug', port: 'drive' }, /^fault unplug: there is no serial port drive; there are chain$/],
    [{ fault: 'unplug' }, /needs port/],
    [{ fault: 'garble', port: 'chain', share: 2 }, /share is 2, but has to be between 0 and 1/],
    [{ fault: 'garble', port: 'chain' }, /needs share/],
    [
      { fault: 'i2cNack', address: 0x40 },
      /there is no device at 0x40; there are 0x48 on bus 1 \(ads1115\), 0x18/,
    ],
    [{ fault: 'i2cNack', address: 0x48, bus: 3 }, /there is no device at 0x48 on bus 3/],
    [{ fault: 'i2cNack', address: '0x48' }, /address is 0x48, but has to be a whole number/],
    [{ fault: 'emergencyStop' }, /no input below hal.gpio has the role emergencyStop/],
    [{ fault: 'nan', channel: 'water.temperature' }, /comes from a device that cannot report NaN/],
    [{ fault: 'dropout', channel: 'generator.voltage' }, /the plant has no sensor for generator.voltage/],
  ])('%j is refused', async (fault, message) => {
    const bench = await create({ ...SERIAL, ...BUS });
    expect(() => bench.inject(fault)).toThrow(message);
  });

  it('is refused without devices, with the option that provides them', async () => {
    const bench = await Bench.create();
    benches.push(bench);
    expect(() => bench.inject({ fault: 'unplug', port: 'chain' })).toThrow(
      /hal.kind: linux.*--virtual-devices/,
    );
  });
});

describe('a scenario', () => {
  const run = (config: object, steps: readonly object[] = []) =>
    runScenario(
      parseScenario(
        JSON.stringify({
          name: 'one',
          duration: 2,
          config,
          steps,
          expect: [{ at: 1, 'serial.chain.good': { above: 50 } }],
        }),
        'one.yaml',
      ),
      'one.yaml',
    );

  it.each<[string, object, readonly object[]]>([
    ['its configuration says linux', { ...SERIAL, 'hal.kind': 'linux' }, []],
    ['says so in a map', { hal: { kind: 'linux', serial: { chain: SERIAL['hal.serial.chain'] } } }, []],
    ['it has a fault of a device', SERIAL, [{ at: 1.5, fault: 'unplug', port: 'chain' }]],
  ])('runs on virtual devices when %s', async (_, config, steps) => {
    expect((await run(config, steps)).passed).toBe(true);
  });

  it('otherwise runs on the simulation, whatever devices its configuration names', async () => {
    expect((await run(SERIAL)).passed).toBe(false);
  });

  it('names its file when its devices contradict each other', async () => {
    const records = { a: ['chain.velocity'], b: ['chain.tension'] };
    const config = {
      'hal.kind': 'linux',
      'hal.serial.chain': { path: '/dev/chain', format: 'csv', records },
    };
    await expect(run(config)).rejects.toThrow(/^one\.yaml: .*csv/);
  });
});
