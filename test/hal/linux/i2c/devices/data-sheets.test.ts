// Register values and their meaning, compared with the data sheets.
import { describe, expect, it } from 'vitest';
import { scaleOfLoop } from '../../../../../hal/linux/i2c/devices/ads1115/current-loop-schema.js';
import { ads1115Configuration, ads1115Volts } from '../../../../../hal/linux/i2c/devices/ads1115/driver.js';
import { as5600HasMagnet, as5600Radians } from '../../../../../hal/linux/i2c/devices/as5600/driver.js';
import { Turns } from '../../../../../hal/linux/i2c/devices/as5600/turns.js';
import type { Deliver } from '../../../../../hal/linux/i2c/devices/chip.js';
import {
  Ina226,
  ina226Amperes,
  ina226Calibration,
  ina226Volts,
  ina226Watts,
} from '../../../../../hal/linux/i2c/devices/ina226/driver.js';
import type { Ina226Config } from '../../../../../hal/linux/i2c/devices/ina226/schema.js';
import { mcp4725Code, writeSetpoint } from '../../../../../hal/linux/i2c/devices/mcp4725/driver.js';
import { mcp9808Celsius } from '../../../../../hal/linux/i2c/devices/mcp9808/driver.js';
import { type Registers, signed16, swapBytes } from '../../../../../hal/linux/i2c/registers.js';

function expectNumber(measured: number, expected: number): void {
  if (Number.isNaN(expected)) expect(measured).toBeNaN();
  else expect(measured).toBeCloseTo(expected, 9);
}

/** The values that a chip with a shunt of 2 mΩ delivers for these registers. */
async function ina226Readings(
  scale: Partial<Ina226Config['scale']> | undefined,
  [bus, current, power]: readonly [bus: number, current: number, power: number],
  channels: Ina226Config['channels'] = { voltage: 'v', current: 'a', power: 'w' },
): Promise<number[]> {
  const words = new Map([
    [0x02, bus],
    [0x03, power],
    [0x04, current & 0xffff],
    [0x05, 2048],
  ]);
  const registers = { readWord: async (register: number) => words.get(register)! } as Registers;
  const chip = new Ina226({
    id: 'ina226',
    shuntOhms: 0.002,
    channels,
    scale: { voltage: 1, current: 1, ...scale },
  });
  const delivered: number[] = [];
  const deliver: Deliver = (index, value) => {
    delivered[index] = value;
  };
  await chip.read(registers, () => 1, deliver);
  return delivered;
}

describe('words', () => {
  it("arrive with swapped bytes, and in two's complement", () => {
    expect([swapBytes(0x9041), swapBytes(0xff00), swapBytes(0x0001)]).toEqual([0x4190, 0x00ff, 0x0100]);
    expect([signed16(0x7fff), signed16(0x8000), signed16(0xffff)]).toEqual([32767, -32768, -1]);
  });
});

describe('an INA226', () => {
  // The example of the data sheet: 2 mΩ, at most 15 A, current LSB 1 mA, 10 A at 11.98 V.
  it('is calibrated as in the example of its data sheet', () => {
    expect(ina226Calibration(0.001, 0.002)).toBe(0x0a00);
  });

  it('reads as in the example of its data sheet', () => {
    expect(ina226Volts(0x2570)).toBeCloseTo(11.98, 9);
    expect(ina226Amperes(0x2710, 0.001)).toBeCloseTo(10, 9);
    expect(ina226Watts(0x12b8, 0.001)).toBeCloseTo(119.8, 9);
  });

  it.each([
    [0x0000, 0],
    [0x0001, 0.00125],
    [0x7080, 36],
    [0x7ffe, 40.9575],
    [0x7fff, Number.NaN],
  ])('with the bus voltage register %i measures %d V', (register, volts) => {
    expectNumber(ina226Volts(register), volts);
  });

  it.each([
    [0x0000, 0],
    [0x0001, 0.025],
    [0xfffe, 1638.35],
    [0xffff, Number.NaN],
  ])('with the power register %i measures %d W', (register, watts) => {
    expectNumber(ina226Watts(register, 0.001), watts);
  });

  it('with the LSB of the shunt input is calibrated to 2048 for every shunt', () => {
    for (const ohms of [0.0005, 0.001, 0.002, 0.1, 1])
      expect(ina226Calibration(2.5e-6 / ohms, ohms)).toBe(2048);
  });

  it.each([
    [0xffff, -0.001],
    [0xd8f0, -10],
    [0x0000, 0],
    [0x7fff, Number.NaN],
    [0x8000, Number.NaN],
    [0x8001, Number.NaN],
  ])('with the current register %i measures %d A', (register, amperes) => {
    expectNumber(ina226Amperes(register, 0.001), amperes);
  });

  // 2 mΩ: 1.25 mA a step of the current, 31.25 mW a step of the power. 9600, 8000, 3840 is 12 V, 10 A, 120 W.
  const NONE = Number.NaN;
  it.each([
    ['no scale', undefined, [9600, 8000, 3840], [12, 10, 120]],
    ['an empty scale', {}, [9600, 8000, 3840], [12, 10, 120]],
    ['a divider', { voltage: 10 }, [9600, 8000, 3840], [120, 10, 1200]],
    ['a transducer', { current: 2.5 }, [9600, 8000, 3840], [12, 25, 300]],
    ['a divider and a transducer', { voltage: 10, current: 2.5 }, [9600, 8000, 3840], [120, 25, 3000]],
    ['a current below zero', { voltage: 10 }, [9600, -8000, 3840], [120, -10, -1200]],
    ['a shunt the other way round', { current: -1 }, [9600, -8000, 3840], [12, 10, 120]],
    ['a voltage next to full scale', { voltage: 10 }, [0x7ffe, 8000, 13106], [409.575, 10, 4095.625]],
    ['a voltage at full scale', { voltage: 10 }, [0x7fff, 8000, 13106], [NONE, 10, NONE]],
    ['a current at full scale', { current: 2 }, [9600, 0x7fff, 15728], [12, NONE, NONE]],
    ['a current at full scale below zero', undefined, [9600, -0x8000, 15728], [12, NONE, NONE]],
    ['a power at full scale', undefined, [9600, 8000, 0xffff], [12, 10, NONE]],
  ] as const)('with %s delivers the values of the plant', async (_, scale, registers, values) => {
    const delivered = await ina226Readings(scale, registers);
    expect(delivered).toHaveLength(3);
    values.forEach((value, index) => {
      expectNumber(delivered[index]!, value);
    });
  });

  it('that measures only the power has no value while the voltage is at full scale', async () => {
    expect(await ina226Readings({}, [0x7fff, 8000, 13106], { power: 'w' })).toEqual([NONE]);
  });
});

describe('an ADS1115', () => {
  const GROUND = { against: null, rangeV: 4.096, maxV: 3.3, liveV: null } as const;
  const NONE = Number.NaN;

  it.each([
    ['0 V', 0x0000, GROUND, 0],
    ['one step', 0x0001, GROUND, 0.000125],
    ['half of the range', 0x4000, GROUND, 2.048],
    ['noise below ground', 0xfff0, GROUND, -0.002],
    ['more than noise below ground', 0xfe00, GROUND, NONE],
    ['almost the supply', 26_399, GROUND, 3.299875],
    ['the supply of 3.3 V, which an input does not exceed', 26_400, GROUND, NONE],
    ['the same at a supply of 5 V', 26_400, { ...GROUND, maxV: 4.096 }, 3.3],
    ['full scale', 0x7fff, { ...GROUND, maxV: 4.096 }, NONE],
    ['one step at the smallest range', 0x0001, { ...GROUND, rangeV: 0.256, maxV: 0.256 }, 7.8125e-6],
    ['a negative pair', 0xc000, { ...GROUND, against: 1 }, -2.048],
    ['a pair at full scale', 0x8000, { ...GROUND, against: 1, maxV: 4.096 }, NONE],
    ['a live transmitter', 0x0fa0, { ...GROUND, liveV: [0.4, 3.2] }, 0.5],
    ['a broken wire', 0x0000, { ...GROUND, liveV: [0.4, 3.2] }, NONE],
    ['a short circuit to the supply', 0x6590, { ...GROUND, liveV: [0.4, 3.2] }, NONE],
  ] as const)('reads %s', (_, code, input, volts) => {
    expectNumber(ads1115Volts(code, input), volts);
  });

  it.each([
    ['an input against ground', { number: 0, against: null, rangeV: 4.096 }, 0xc383],
    ['the last input', { number: 3, against: null, rangeV: 4.096 }, 0xf383],
    ['the largest range', { number: 0, against: null, rangeV: 6.144 }, 0xc183],
    ['the smallest range', { number: 0, against: null, rangeV: 0.256 }, 0xcb83],
    ['input 0 against 1', { number: 0, against: 1, rangeV: 2.048 }, 0x8583],
    ['input 0 against 3', { number: 0, against: 3, rangeV: 2.048 }, 0x9583],
    ['input 1 against 3', { number: 1, against: 3, rangeV: 2.048 }, 0xa583],
    ['input 2 against 3', { number: 2, against: 3, rangeV: 2.048 }, 0xb583],
  ] as const)('converts %s once, without its comparator', (_, input, word) => {
    expect(ads1115Configuration(input)).toBe(word);
  });

  it('makes the value of a 4 to 20 mA loop at 150 ohm from 0.6 to 3 V, and NE43 limits from 0.54 to 3.15 V', () => {
    const { scale, offset, liveV } = scaleOfLoop({ from: 100_000, to: 1_100_000, ohms: 150 });
    expect(0.6 * scale + offset).toBeCloseTo(100_000, 6);
    expect(3 * scale + offset).toBeCloseTo(1_100_000, 6);
    expect(liveV[0]).toBeCloseTo(0.54, 9);
    expect(liveV[1]).toBeCloseTo(3.15, 9);
  });
});

describe('an MCP9808', () => {
  it.each([
    [0xc190, 25],
    [0x0190, 25],
    [0xc194, 25.25],
    [0x0000, 0],
    [0x1fff, -0.0625],
    [0x1ff0, -1],
    [0x3e70, -25],
    [0x1d80, -40],
    [0xc7d0, 125],
  ])('register %i is %d °C', (register, celsius) => {
    expect(mcp9808Celsius(register)).toBe(celsius);
  });
});

describe('an AS5600', () => {
  it('has 4096 steps a turn', () => {
    expect(as5600Radians(0)).toBe(0);
    expect(as5600Radians(1024)).toBeCloseTo(Math.PI / 2, 12);
    expect(as5600Radians(4095)).toBeCloseTo(2 * Math.PI * (4095 / 4096), 12);
  });

  it.each([
    ['good', 0x20, true],
    ['weak', 0x30, true],
    ['strong', 0x28, true],
    ['missing', 0x10, false],
    ['missing, as the chip starts', 0x00, false],
  ])('with a magnet that is %s', (_, status, hasMagnet) => {
    expect(as5600HasMagnet(status)).toBe(hasMagnet);
  });

  const STEP = (2 * Math.PI) / 4096;
  const turned = (...steps: readonly number[]) => {
    const turns = new Turns();
    steps.forEach((step, i) => {
      turns.add(step * STEP, i / 60);
    });
    return turns;
  };

  it('moves by one step from 4095 to 0, and back', () => {
    expect(turned(4095, 0).position / STEP).toBeCloseTo(1, 9);
    expect(turned(0, 4095).position / STEP).toBeCloseTo(-1, 9);
  });

  it('counts turns, while less than half a turn lies between two readings', () => {
    const forward = Array.from({ length: 100 }, (_, i) => (i * 2000) % 4096);
    expect(turned(...forward).position / STEP).toBeCloseTo(99 * 2000, 6);
    const backward = Array.from({ length: 100 }, (_, i) => (((-i * 2000) % 4096) + 4096) % 4096);
    expect(turned(...backward).position / STEP).toBeCloseTo(-99 * 2000, 6);
    expect(turned(...forward).speed).toBeCloseTo(2000 * STEP * 60, 6);
  });

  it('seems to turn backward beyond that, which is the limit of the method', () => {
    expect(turned(0, 2100, 104, 2204).speed).toBeLessThan(0);
  });

  it('has no speed after the first reading and after a gap', () => {
    expect(turned(100).speed).toBeNaN();
    const turns = turned(0, 100);
    turns.add(300 * STEP, 10);
    expect(turns.speed).toBeNaN();
    turns.add(400 * STEP, 10 + 1 / 60);
    expect(turns.speed).toBeCloseTo(100 * STEP * 60, 6);
    expect(turns.position / STEP).toBeCloseTo(400, 9);
  });
});

describe('an MCP4725', () => {
  it.each([
    [0, 0],
    [0.5, 2048],
    [1, 4095],
    [-3, 0],
    [7, 4095],
  ])('gets for the fraction %d the code %i', (fraction, code) => {
    expect(mcp4725Code(fraction)).toBe(code);
  });

  it('is written with the command that does not write its memory', async () => {
    const written: number[][] = [];
    await writeSetpoint({ writeWord: async (...word) => void written.push(word) }, 1);
    expect(written).toEqual([[0x40, 0xfff0]]);
  });
});
