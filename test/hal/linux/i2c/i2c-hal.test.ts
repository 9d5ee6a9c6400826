// I2C drivers in the HAL, on a virtual bus: readings, losses, a blocked bus, the setpoint.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HalError, type HalListener } from '../../../../hal/hal.js';
import { LinuxHal } from '../../../../hal/linux/linux-hal.js';
import { QUALITY } from '../../../../hal/quality.js';
import type { LinuxHalInput } from '../../linux-config.js';
import { linuxConfig } from '../../linux-config.js';
import { ADDRESS, DEVICES, LOAD, TICK_S, VirtualPlant } from './plant.js';

const CONFIG: LinuxHalInput = { i2c: DEVICES, outputs: { load: LOAD } };

let plant: VirtualPlant;
let hal: LinuxHal;
let told: string[];
const listener: HalListener = {
  lost: (source, reason) => told.push(`lost ${source}: ${reason}`),
  recovered: (source) => told.push(`recovered ${source}`),
  warned: (source, finding) => told.push(`warned ${source}: ${finding}`),
  emergencyStop: () => {},
};

function makeHal(config: LinuxHalInput = CONFIG): LinuxHal {
  return new LinuxHal({ ...linuxConfig(config), clock: () => plant.nowS, openI2cPort: plant.bus.open });
}

beforeEach(() => {
  plant = new VirtualPlant();
  told = [];
  hal = makeHal();
});
afterEach(() => {
  plant.bus.hold(false);
  return hal.close();
});

const row = (channel: string) => hal.samples.indexOf(channel);
const value = (channel: string) => hal.samples.value[row(channel)]!;
const quality = (channel: string) => hal.samples.quality[row(channel)];
const count = (device: keyof typeof ADDRESS, name: string) =>
  hal.counters.values[hal.counters.names.indexOf(`i2c.1.0x${ADDRESS[device].toString(16)}.${name}`)]!;
const open = () => hal.open(plant.nowS, listener);
const pass = (seconds: number, each: () => void = () => {}) =>
  plant.pass(seconds, (nowS) => {
    each();
    hal.advance(nowS);
  });

/** Runs for some seconds, and returns the greatest age of a channel's sample at a tick, before the tick's own reading. */
async function worstAgeS(seconds: number, channels: readonly string[]): Promise<number> {
  let worstS = 0;
  await pass(seconds, () => {
    for (const channel of channels) worstS = Math.max(worstS, plant.nowS - hal.samples.timeS[row(channel)]!);
  });
  return worstS;
}

describe('readings', () => {
  it('have the values of the plant, in the units of their channels', async () => {
    await open();
    await pass(1);
    expect(value('generator.voltage')).toBeCloseTo(12, 3);
    expect(value('generator.current')).toBeCloseTo(10, 3);
    expect(value('generator.power')).toBeCloseTo(120, 0);
    expect(value('pneumatics.tankPressure')).toBeCloseTo(500_000, -2);
    expect(value('chain.tension')).toBeCloseTo(2000, 0);
    expect(value('water.temperature')).toBe(18.5);
    expect(value('generator.speed')).toBeCloseTo(30, 1);
    expect(value('chain.position')).toBeCloseTo(
      30 * (hal.samples.timeS[row('chain.position')]! - 100 - TICK_S),
      1,
    );
    expect(told).toEqual([]);
  });

  it('below zero keep their sign', async () => {
    plant.ina226.set(12, -0.01, plant.nowS);
    plant.mcp9808.set(-7.5, plant.nowS);
    plant.as5600.turn(0, -30, plant.nowS);
    await open();
    await pass(1);
    expect(value('generator.current')).toBeCloseTo(-5, 3);
    expect(value('generator.power')).toBeCloseTo(-60, 0);
    expect(value('water.temperature')).toBe(-7.5);
    expect(value('generator.speed')).toBeCloseTo(-30, 1);
  });

  it('are fresh at each tick, according to the rate of each chip', async () => {
    await open();
    await pass(1);
    expect(await worstAgeS(2, ['generator.speed', 'chain.position'])).toBeLessThan(1.01 * TICK_S);
    expect(await worstAgeS(2, ['generator.voltage', 'generator.power'])).toBeLessThan(2.01 * TICK_S);
    expect(await worstAgeS(2, ['pneumatics.tankPressure', 'chain.tension'])).toBeLessThan(4.01 * TICK_S);
    expect(await worstAgeS(2, ['water.temperature'])).toBeLessThan(0.12);
  });

  it('have the time at which their conversion ended, not that of the tick', async () => {
    await open();
    await pass(1);
    const sinceStartS = (hal.samples.timeS[row('chain.tension')]! - 100) % TICK_S;
    expect(sinceStartS).toBeCloseTo(1 / 128, 6);
  });

  it('beyond the range of the chip are bad, but not a loss', async () => {
    await open();
    await pass(1);
    plant.ina226.set(12, 0.09, plant.nowS);
    plant.ads1115.set(0, 5, plant.nowS);
    await pass(0.2);
    expect(['generator.current', 'generator.power', 'pneumatics.tankPressure'].map(quality)).toEqual([
      QUALITY.bad,
      QUALITY.bad,
      QUALITY.bad,
    ]);
    expect(['generator.voltage', 'chain.tension'].map(quality)).toEqual([QUALITY.good, QUALITY.good]);
    expect(told).toEqual([]);
  });

  it('of voltage and power are bad while the voltage is at full scale, but that of the current is not', async () => {
    const voltageCurrentPower = ['generator.voltage', 'generator.current', 'generator.power'];
    await open();
    await pass(1);
    plant.ina226.set(41, 0.02, plant.nowS);
    await pass(0.2);
    expect(voltageCurrentPower.map(quality)).toEqual([QUALITY.bad, QUALITY.good, QUALITY.bad]);
    expect(value('generator.voltage')).toBeCloseTo(12, 3);
    plant.ina226.set(36, 0.02, plant.nowS);
    await pass(0.2);
    expect(voltageCurrentPower.map(quality)).toEqual([QUALITY.good, QUALITY.good, QUALITY.good]);
    expect(value('generator.voltage')).toBeCloseTo(36, 3);
    expect(told).toEqual([]);
  });

  it('through a divider and a transducer have the values of the plant', async () => {
    const scaled = DEVICES.map((device) =>
      device.device === 'ina226' ? { ...device, scale: { voltage: 10, current: -2 } } : device,
    );
    hal = makeHal({ ...CONFIG, i2c: scaled });
    plant.ina226.set(15.5, -0.02, plant.nowS);
    await open();
    await pass(1);
    expect(value('generator.voltage')).toBeCloseTo(155, 2);
    expect(value('generator.current')).toBeCloseTo(20, 2);
    expect(value('generator.power') / 3100).toBeCloseTo(1, 3);
  });

  it('are bad without a magnet, but not with a weak one', async () => {
    await open();
    await pass(1);
    plant.as5600.magnet = 'none';
    await pass(0.1);
    expect([quality('generator.speed'), quality('chain.position')]).toEqual([QUALITY.bad, QUALITY.bad]);
    plant.as5600.magnet = 'weak';
    await pass(0.1);
    expect([quality('generator.speed'), quality('chain.position')]).toEqual([QUALITY.good, QUALITY.good]);
    expect(value('generator.speed')).toBeCloseTo(30, 1);
  });
});

describe('chips as they are sold', () => {
  const speedAndPosition = () => [quality('generator.speed'), quality('chain.position')];

  it.each([0x67, 0x27, 0xe7])(
    'an AS5600 with factory bits, so that its status reads %i, measures',
    async (status) => {
      plant.as5600.factoryBits = { status, angle: 0xf000 };
      await open();
      await pass(1);
      expect(speedAndPosition()).toEqual([QUALITY.good, QUALITY.good]);
      expect(value('generator.speed')).toBeCloseTo(30, 1);
      expect([count('as5600', 'garbage'), told]).toEqual([0, []]);
    },
  );

  it('an AS5600 with factory bits and a weak or missing magnet, so that its status reads 0x17, is bad but not lost', async () => {
    plant.as5600.factoryBits = { status: 0x07, angle: 0 };
    plant.as5600.magnet = 'none';
    await open();
    await pass(1);
    expect(speedAndPosition()).toEqual([QUALITY.bad, QUALITY.bad]);
    expect(told).toEqual([]);
  });

  it('an MCP9808 in shutdown, as another program left it, is woken up', async () => {
    plant.mcp9808.write(0x01, [0x01, 0x00], plant.nowS);
    plant.mcp9808.set(31.5, plant.nowS);
    await open();
    await pass(1);
    expect(value('water.temperature')).toBe(31.5);
    expect(quality('water.temperature')).toBe(QUALITY.good);
  });

  it('an MCP9808 beyond the range of its data sheet has no value, but is not lost', async () => {
    plant.mcp9808.set(126, plant.nowS);
    await open();
    await pass(1);
    expect([quality('water.temperature'), told]).toEqual([QUALITY.bad, []]);
  });

  it('an SQ52201 is used as an INA226, with one warning', async () => {
    plant.ina226.ids = { manufacturer: 0x190f, die: 0x0000 };
    await open();
    await pass(1);
    plant.bus.fault(ADDRESS.ina226, 'nack');
    await pass(1);
    plant.bus.fault(ADDRESS.ina226, null);
    await pass(3);
    expect(value('generator.voltage')).toBeCloseTo(12, 3);
    expect(told.filter((what) => what.startsWith('warned'))).toEqual([
      'warned i2c.1.0x40: The chip (SQ52201) has the ids 0x190f and 0x0000, not those of an INA226, and is used as one. Compare its readings with a meter once.',
    ]);
  });

  it('a compatible chip with unknown ids is used as an INA226 when the configuration says `id: any`', async () => {
    plant.ina226.ids = { manufacturer: 0x1234, die: 0x2260 };
    await open();
    await pass(1);
    expect(quality('generator.voltage')).toBe(QUALITY.bad);
    expect(told).toEqual([
      "lost i2c.1.0x40: an INA226's manufacturer id cannot be 0x1234, unless `id: any` accepts a compatible chip",
    ]);
    await hal.close();
    told = [];
    hal = makeHal({
      ...CONFIG,
      i2c: DEVICES.map((one) => (one.device === 'ina226' ? { ...one, id: 'any' } : one)),
    });
    await open();
    await pass(1);
    expect(value('generator.voltage')).toBeCloseTo(12, 3);
    expect(told).toEqual([
      expect.stringMatching(/^warned i2c\.1\.0x40: The chip has the ids 0x1234 and 0x2260/),
    ]);
  });
});

describe('a chip without id registers, with `id: any`', () => {
  const any = DEVICES.map((one) => (one.device === 'ina226' ? { ...one, id: 'any' as const } : one));

  it.each([0xffff, 0x0000])('is used as an INA226 when both ids read %i', async (id) => {
    plant.ina226.ids = { manufacturer: id, die: id };
    hal = makeHal({ ...CONFIG, i2c: any });
    await open();
    await pass(1);
    expect(value('generator.voltage')).toBeCloseTo(12, 3);
  });

  it('is not taken from a bus that reads as ones: nothing keeps the calibration', async () => {
    hal = makeHal({ ...CONFIG, i2c: any });
    plant.bus.fault(ADDRESS.ina226, 'garbage');
    await open();
    await pass(1);
    expect(quality('generator.voltage')).toBe(QUALITY.bad);
    expect(told.at(-1)).toMatch(/^lost i2c\.1\.0x40: the calibration cannot be 0x7fff/);
  });
});

describe('a transmitter with a live zero', () => {
  const tank = (input: object) =>
    DEVICES.map((one) =>
      one.device === 'ads1115'
        ? { ...one, inputs: { 0: { channel: 'pneumatics.tankPressure', ...input } } }
        : one,
    );
  const seen = async (volts: number) => {
    plant.ads1115.set(0, volts, plant.nowS);
    await pass(0.2);
    const isGood = quality('pneumatics.tankPressure') === QUALITY.good;
    return isGood ? value('pneumatics.tankPressure') : 'bad';
  };

  it('of 0.5 to 4.5 V behind a divider by two is bad when its wire is broken or shorted', async () => {
    hal = makeHal({ ...CONFIG, i2c: tank({ scale: 500_000, offset: -125_000, live: [0.2, 2.35] }) });
    await open();
    expect(await seen(1.25)).toBeCloseTo(500_000, -2);
    expect(await seen(0)).toBe('bad');
    expect(await seen(0.25)).toBeCloseTo(0, -2);
    expect(await seen(2.5)).toBe('bad');
    expect(told).toEqual([]);
  });

  it('of 4 to 20 mA at 150 ohm is bad below 3.6 mA and above 21 mA', async () => {
    hal = makeHal({ ...CONFIG, i2c: tank({ currentLoop: { from: 100_000, to: 1_100_000 } }) });
    await open();
    expect(await seen(0.012 * 150)).toBeCloseTo(600_000, -2);
    expect(await seen(0.0037 * 150)).toBeCloseTo(100_000 - 0.3 * 62_500, -2);
    expect(await seen(0.0035 * 150)).toBe('bad');
    expect(await seen(0.0205 * 150)).toBeCloseTo(1_131_250, -2);
    expect(await seen(0.0212 * 150)).toBe('bad');
  });

  it('is bad at 0 V even without `live`, when its channel cannot be so low: an absolute pressure of -125 kPa', async () => {
    hal = makeHal({ ...CONFIG, i2c: tank({ scale: 250_000, offset: -125_000 }) });
    await open();
    expect(await seen(0)).toBe('bad');
    expect(await seen(0.38)).toBe('bad');
    expect(await seen(0.49)).toBeCloseTo(-2500, -2);
    expect(await seen(0.9)).toBeCloseTo(100_000, -2);
  });

  it('is bad from the supply voltage of the chip on, which its input does not exceed', async () => {
    hal = makeHal({ ...CONFIG, i2c: tank({ scale: 250_000, offset: -125_000 }) });
    await open();
    expect(await seen(3.2)).toBeCloseTo(675_000, -2);
    expect(await seen(3.4)).toBe('bad');
  });

  it('against another input measures the difference, with its sign and with the finest range', async () => {
    hal = makeHal({ ...CONFIG, i2c: tank({ scale: 1e6, differential: true, range: 0.256 }) });
    plant.ads1115.set(1, 1.5, plant.nowS);
    await open();
    expect(await seen(1.51)).toBeCloseTo(10_000, -1);
    expect(await seen(1.46)).toBeCloseTo(-40_000, -1);
    expect(await seen(1.8)).toBe('bad');
  });
});

const OTHERS = [
  'generator.speed',
  'chain.position',
  'pneumatics.tankPressure',
  'chain.tension',
  'water.temperature',
];

describe('before the first reading', () => {
  it('a chip is not lost during the start of the program and during its own set-up', async () => {
    await open();
    plant.nowS += 3;
    let worstS = 0;
    await plant.pass(1, (nowS) => {
      hal.advance(nowS);
      for (const channel of hal.samples.names)
        worstS = Math.max(worstS, plant.nowS - hal.samples.timeS[row(channel)]!);
    });
    expect(worstS).toBeLessThan(0.2);
    expect(quality('water.temperature')).toBe(QUALITY.good);
  });

  it('a chip that does not exist is lost as soon as any other', async () => {
    plant.bus.detach(ADDRESS.mcp9808);
    await open();
    await pass(0.3);
    expect(plant.nowS - hal.samples.timeS[row('water.temperature')]!).toBeGreaterThan(0.2);
  });
});

describe('a device that does not answer', () => {
  it('never delays the others, whether it does not acknowledge or hangs', async () => {
    await open();
    await pass(1);
    const whenAllAnswer = await worstAgeS(3, OTHERS);
    plant.bus.fault(ADDRESS.ina226, 'nack');
    expect(await worstAgeS(5, OTHERS)).toBeLessThan(whenAllAnswer + 1e-6);
    plant.bus.fault(ADDRESS.ina226, 'silent');
    // The driver waits once for its deadline, and does not read it again before the kernel has ended the transaction.
    expect(await worstAgeS(5, OTHERS)).toBeLessThan(0.2);
    expect(plant.bus.hangingCount).toBe(1);
    expect(await worstAgeS(5, OTHERS)).toBeLessThan(whenAllAnswer + 1e-6);
  });

  it('is lost once, read at growing intervals, and recovered once', async () => {
    await open();
    await pass(1);
    plant.bus.fault(ADDRESS.mcp9808, 'nack');
    await pass(10);
    expect(told).toEqual([
      'lost i2c.1.0x18: 0x18 on I2C bus 1 does not answer: ENXIO: no such device or address',
    ]);
    const before = plant.bus.transactions.get(ADDRESS.mcp9808)!;
    await pass(10);
    const attempts = (plant.bus.transactions.get(ADDRESS.mcp9808)! - before) / 2;
    expect(attempts).toBeGreaterThanOrEqual(4);
    expect(attempts).toBeLessThanOrEqual(6);
    expect(count('mcp9808', 'retries')).toBe(count('mcp9808', 'nack'));
    plant.bus.fault(ADDRESS.mcp9808, null);
    await pass(2.5);
    expect(told.slice(1)).toEqual(['recovered i2c.1.0x18']);
    expect(quality('water.temperature')).toBe(QUALITY.good);
  });

  it('for one transaction is read a second time at once; for two, it is read again on a later tick', async () => {
    await open();
    await pass(1);
    plant.bus.refuse(ADDRESS.as5600, 1);
    await pass(0.1);
    expect([count('as5600', 'retries'), count('as5600', 'nack')]).toEqual([1, 0]);
    plant.bus.refuse(ADDRESS.as5600, 2);
    await pass(0.1);
    expect([count('as5600', 'retries'), count('as5600', 'nack')]).toEqual([2, 1]);
    expect(told).toEqual([]);
    expect(quality('generator.speed')).toBe(QUALITY.good);
    expect(value('generator.speed')).toBeCloseTo(30, 1);
  });

  it('is set up again when it comes back without its settings', async () => {
    await open();
    await pass(1);
    plant.ina226.powerOn(plant.nowS);
    await pass(0.3);
    expect(value('generator.current')).toBeCloseTo(10, 3);
    expect(quality('generator.current')).toBe(QUALITY.good);
    expect(count('ina226', 'garbage')).toBeGreaterThan(0);
    expect(told).toEqual([]);
  });
});

describe('garbage', () => {
  it.each(['ina226', 'ads1115', 'mcp9808', 'as5600'] as const)(
    'of an %s is counted and never becomes a sample',
    async (device) => {
      await open();
      await pass(1);
      const { deliveries } = hal.samples;
      const mine = DEVICES.find((one) => one.device === device)!;
      const source = `i2c.1.0x${mine.address.toString(16)}`;
      const rows = hal.samples.names.flatMap((_, i) => (hal.sourcesOf[i]!.includes(source) ? [i] : []));
      expect(rows.length).toBeGreaterThan(0);
      plant.bus.fault(ADDRESS[device], 'garbage');
      const before = rows.map((i) => deliveries[i]);
      await pass(3);
      expect(rows.map((i) => deliveries[i])).toEqual(before);
      expect(count(device, 'garbage')).toBeGreaterThanOrEqual(3);
      expect(told).toEqual([expect.stringMatching(`^lost ${source}: .* cannot be 0x`)]);
      plant.bus.fault(ADDRESS[device], null);
      await pass(3);
      expect(told.slice(1)).toEqual([`recovered ${source}`]);
    },
  );

  it('is what another chip at the same address sends', async () => {
    plant.bus.attach(ADDRESS.ina226, plant.mcp9808);
    await open();
    await pass(1);
    expect(quality('generator.voltage')).toBe(QUALITY.bad);
    expect(told).toEqual([
      expect.stringMatching(/^lost i2c\.1\.0x40: an INA226's manufacturer id cannot be/),
    ]);
  });
});

describe('a blocked bus', () => {
  it('loses its devices, occupies at most two threads, and drops late answers', async () => {
    await open();
    await pass(1);
    const good = count('as5600', 'good');
    plant.bus.hold(true);
    await pass(5);
    expect(told.map((what) => what.split(':')[0]).sort()).toEqual(
      ['0x18', '0x36', '0x40', '0x48'].map((address) => `lost i2c.1.${address}`),
    );
    expect(plant.bus.hangingCount).toBe(2);
    expect(count('as5600', 'good') - good).toBeLessThanOrEqual(1);
    expect(count('as5600', 'timeouts')).toBeGreaterThan(0);
    plant.bus.hold(false);
    await pass(3);
    expect(told.filter((what) => what.startsWith('recovered'))).toHaveLength(4);
    expect([...hal.samples.quality].every((one) => one === QUALITY.good)).toBe(true);
  });

  it('does not affect another bus', async () => {
    const other = new VirtualPlant();
    const here = { ...DEVICES[3]!, bus: 1 };
    const there = { ...DEVICES[2]!, bus: 2 };
    hal = new LinuxHal({
      ...linuxConfig({ i2c: [here, there] }),
      clock: () => plant.nowS,
      openI2cPort: (bus) => (bus === 1 ? plant.bus : other.bus).open(1),
    });
    await open();
    await pass(1, () => {
      other.nowS = plant.nowS;
    });
    plant.bus.hold(true);
    await pass(2, () => {
      other.nowS = plant.nowS;
    });
    expect(told).toEqual([expect.stringMatching(/^lost i2c\.1\.0x36/)]);
    expect(plant.nowS - hal.samples.timeS[row('water.temperature')]!).toBeLessThan(0.12);
  });

  it('is opened again when no device on it answers', async () => {
    await open();
    await pass(1);
    for (const address of Object.values(ADDRESS)) plant.bus.fault(address, 'nack');
    await pass(4);
    expect(count('as5600', 'reopened')).toBeGreaterThanOrEqual(1);
    expect(count('as5600', 'reopened')).toBe(plant.bus.openings - 1);
    for (const address of Object.values(ADDRESS)) plant.bus.fault(address, null);
    await pass(4);
    expect([...hal.samples.quality].every((one) => one === QUALITY.good)).toBe(true);
  });

  it('does not count as blocked when the process itself stalled', async () => {
    await open();
    await pass(1);
    plant.bus.hold(true);
    plant.nowS += TICK_S;
    hal.advance(plant.nowS);
    plant.nowS += 2;
    hal.discardInput(plant.nowS);
    hal.advance(plant.nowS);
    plant.bus.hold(false);
    await pass(1);
    expect(told).toEqual([]);
  });
});

describe('a bus that cannot be opened', () => {
  it('because it does not exist is tried again', async () => {
    plant.bus.refusal = new HalError('not_found', '/dev/i2c-1 does not exist.', 'Switch it on.');
    await open();
    await pass(1);
    expect(told).toHaveLength(4);
    expect(told[0]).toContain('I2C bus 1 cannot be opened: /dev/i2c-1 does not exist');
    plant.bus.refusal = null;
    await pass(5);
    expect(told.filter((what) => what.startsWith('recovered'))).toHaveLength(4);
  });

  it('because this user may not open it is an error', async () => {
    const refusal = new HalError('not_permitted', 'This user is not allowed to open /dev/i2c-1.', 'Add it.');
    plant.bus.refusal = refusal;
    await expect(open()).rejects.toBe(refusal);
  });
});

describe('the setpoint', () => {
  const set = (fraction: number) => hal.write(Float64Array.of(fraction));

  it('is an output that is safe from the moment it is opened', async () => {
    expect(hal.outputs).toEqual([{ name: 'load', role: 'load', safe: 0 }]);
    expect(plant.mcp4725.fraction).toBeCloseTo(0.5, 3);
    await open();
    await pass(TICK_S);
    expect(plant.mcp4725.fraction).toBe(0);
  });

  it('is written on each control tick, and never to the memory', async () => {
    await open();
    for (const fraction of [0.25, 0.5, 1, 0]) {
      set(fraction);
      await pass(TICK_S);
      expect(plant.mcp4725.fraction).toBeCloseTo(fraction, 3);
    }
    expect(plant.mcp4725.memoryWrites).toBe(0);
    expect(count('mcp4725', 'good')).toBe(5);
  });

  it('is counted as skipped while the write before it still runs, and the latest follows at once', async () => {
    await open();
    await pass(TICK_S);
    set(0.9);
    set(0.8);
    set(0.1);
    expect(count('mcp4725', 'skipped')).toBe(2);
    await pass(TICK_S);
    expect(plant.mcp4725.fraction).toBeCloseTo(0.1, 3);
  });

  it('is soon written again to a converter that lost its power', async () => {
    await open();
    await pass(1, () => set(0.3));
    plant.bus.detach(ADDRESS.mcp4725);
    await pass(5, () => set(0.3));
    expect(told).toEqual([expect.stringMatching(/^lost i2c\.1\.0x60/)]);
    plant.mcp4725.powerOn();
    plant.bus.attach(ADDRESS.mcp4725, plant.mcp4725);
    await pass(0.3, () => set(0));
    expect(plant.mcp4725.fraction).toBe(0);
    expect(told.at(-1)).toBe('recovered i2c.1.0x60');
  });

  it('keeps its last value when the HAL is closed', async () => {
    await open();
    set(0.4);
    set(0.7);
    await hal.close();
    set(0);
    expect(plant.mcp4725.fraction).toBeCloseTo(0.7, 3);
  });
});
