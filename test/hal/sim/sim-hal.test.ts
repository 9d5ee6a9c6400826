// The HAL of the simulated plant.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { SimHal } from '../../../hal/sim/sim-hal.js';
import { PLANT_DEFAULTS } from './plant-defaults.js';
import { advance, IGNORE } from './support.js';

const RUNNING = Float64Array.of(1, 1, 0.75);

async function opened(nowS = 0, changes: Partial<typeof PLANT_DEFAULTS> = {}): Promise<SimHal> {
  const hal = new SimHal({ parameters: { ...PLANT_DEFAULTS, ...changes } });
  await hal.open(nowS, IGNORE);
  return hal;
}

describe('the simulated HAL', () => {
  it('has a brake, a contactor and a load, all 0 without power', async () => {
    const hal = await opened();
    expect(hal.outputs.map(({ name, role, safe }) => [name, role, safe])).toEqual([
      ['brake', 'brake', 0],
      ['contactor', 'contactor', 0],
      ['load', 'load', 0],
    ]);
  });

  it('has a sample of each channel when it is opened, and a new one with each tick', async () => {
    const hal = await opened();
    expect([...hal.samples.deliveries].every((count) => count === 1)).toBe(true);
    hal.advance(1 / 60);
    expect([...hal.samples.deliveries].every((count) => count === 2)).toBe(true);
    expect([...hal.samples.quality].every((quality) => quality === QUALITY.good)).toBe(true);
  });

  it('delivers each tick with the time of that tick, whenever it was opened', async () => {
    const hal = await opened(1234.5);
    advance(hal, 1234.5, 1235.5);
    expect(hal.samples.timeS[0]).toBeCloseTo(1235.5, 9);
    expect(hal.timeS).toBeCloseTo(1, 9);
    expect(hal.samples.deliveries[0]).toBe(61);
  });

  it('delivers the state of the plant one tick earlier', async () => {
    const hal = await opened(0, { noise: 0 });
    hal.write(Float64Array.of(1, 0, 0));
    const position = hal.samples.indexOf('chain.position');
    let earlier = hal.plant.position;
    advance(hal, 0, 5, () => {
      expect(Math.abs(hal.samples.value[position]! - earlier)).toBeLessThan(0.00051);
      earlier = hal.plant.position;
    });
    expect(earlier).toBeGreaterThan(1);
  });

  it('makes each step once, and not before its time', async () => {
    const hal = await opened();
    hal.advance(0.5);
    hal.advance(0.5);
    hal.advance(0.5 + 0.4 / 60);
    hal.advance(0.2);
    expect(hal.counters.values[0]).toBe(30);
  });

  it('gives the same result in one jump as tick by tick', async () => {
    const [jumping, walking] = [await opened(), await opened()];
    for (const hal of [jumping, walking]) hal.write(RUNNING);
    jumping.advance(1);
    advance(walking, 0, 1);
    expect(jumping.samples.value).toEqual(walking.samples.value);
  });

  it('simulates at most one second of a jump, and skips the rest', async () => {
    const hal = await opened();
    hal.advance(1);
    hal.advance(11);
    expect(hal.counters.names).toEqual(['sim.steps', 'sim.skippedSteps', 'sim.reopened']);
    expect([...hal.counters.values]).toEqual([120, 540, 0]);
    expect(hal.timeS).toBeCloseTo(11, 9);
    expect(hal.samples.timeS[0]).toBeCloseTo(11, 9);
  });

  it('applies the range of a channel', async () => {
    const hal = new SimHal({
      parameters: PLANT_DEFAULTS,
      limits: (name) => (name === 'water.temperature' ? { max: 5 } : {}),
    });
    await hal.open(0, IGNORE);
    hal.advance(1);
    expect(hal.samples.outOfRange[hal.samples.indexOf('water.temperature')]).toBe(61);
    expect(hal.samples.outOfRange[0]).toBe(0);
  });

  it('drops a measurement that is older than the given time, and keeps a newer one', async () => {
    const hal = await opened();
    hal.advance(1);
    hal.discardInput(0.5);
    hal.advance(1 + 1 / 60);
    expect(hal.samples.deliveries[0]).toBe(62);
    hal.discardInput(2);
    hal.advance(1 + 2 / 60);
    expect(hal.samples.deliveries[0]).toBe(62);
    hal.advance(1 + 3 / 60);
    expect(hal.samples.deliveries[0]).toBe(63);
  });

  it('misses one tick when its source is reopened, and ignores sources that it does not have', async () => {
    const hal = await opened();
    hal.advance(1);
    hal.reopen('serial.chain');
    hal.advance(1 + 1 / 60);
    expect(hal.samples.deliveries[0]).toBe(62);
    hal.reopen('sim');
    hal.advance(1 + 2 / 60);
    expect(hal.samples.deliveries[0]).toBe(62);
  });

  it('reopens a single sensor by its name, which ends its hang after enough reopenings', async () => {
    const hal = await opened();
    hal.inject({ kind: 'hang', channel: 'chain.velocity', reopenings: 2 });
    const [velocity, position] = ['chain.velocity', 'chain.position'].map((name) =>
      hal.samples.indexOf(name),
    );
    const delivered = () => [hal.samples.deliveries[velocity!], hal.samples.deliveries[position!]];
    hal.advance(1);
    hal.reopen('sim.chain.velocity');
    hal.advance(2);
    expect(delivered()).toEqual([1, 121]);
    hal.reopen('sim.chain.velocity');
    hal.advance(3);
    // The measurement that was not delivered before the reopening is lost.
    expect(delivered()).toEqual([60, 181]);
    expect(hal.counters.values[2]).toBe(2);
    expect(() => hal.inject({ kind: 'hang', channel: 'chain.velocity', reopenings: 0 })).toThrow(
      /reopenings is 0/,
    );
  });

  it('can be opened only once, and does nothing after it was closed', async () => {
    const hal = await opened();
    await expect(hal.open(0, IGNORE)).rejects.toMatchObject({ name: 'HalError', code: 'in_use' });
    hal.advance(1);
    await hal.close();
    hal.advance(2);
    expect(hal.samples.deliveries[0]).toBe(61);
  });
});

describe('the simulated emergency stop', () => {
  it('reports its first level, then each edge in the step in which it happens', async () => {
    const hal = new SimHal({ parameters: PLANT_DEFAULTS });
    const told: [timeS: number, pressed: boolean][] = [];
    await hal.open(0, { ...IGNORE, emergencyStop: (pressed) => told.push([hal.timeS, pressed]) });
    hal.inject({ kind: 'emergencyStop' }, { startS: 0.5, endS: 0.75 });
    advance(hal, 0, 1);
    expect(told).toEqual([
      [0, false],
      [0.5, true],
      [0.75, false],
    ]);
  });

  it('reports both edges when they are within one call of advance', async () => {
    const hal = new SimHal({ parameters: PLANT_DEFAULTS });
    const told: boolean[] = [];
    await hal.open(0, { ...IGNORE, emergencyStop: (pressed) => told.push(pressed) });
    hal.inject({ kind: 'emergencyStop' }, { startS: 0.2, endS: 0.3 });
    hal.advance(1);
    expect(told).toEqual([false, true, false]);
  });

  it('stays pressed until the last of several presses ends', async () => {
    const hal = new SimHal({ parameters: PLANT_DEFAULTS });
    const told: boolean[] = [];
    await hal.open(0, { ...IGNORE, emergencyStop: (pressed) => told.push(pressed) });
    const release = hal.inject({ kind: 'emergencyStop' });
    hal.inject({ kind: 'emergencyStop' }, { startS: 0.5, endS: 1 });
    advance(hal, 0, 0.75);
    release();
    advance(hal, 0.75, 0.9);
    expect(told).toEqual([false, true]);
    advance(hal, 0.9, 1);
    expect(told).toEqual([false, true, false]);
  });
});

describe('the outputs of the simulated HAL', () => {
  it.each([
    ['released brake', [1, 0, 0], { brakeReleased: true, contactorClosed: false, load: 0 }],
    ['closed contactor', [0, 1, 0], { brakeReleased: false, contactorClosed: true, load: 0 }],
    ['load', [1, 1, 0.4], { brakeReleased: true, contactorClosed: true, load: 0.4 }],
    ['load beyond its range', [1, 1, 1.7], { load: 1 }],
    ['negative load', [1, 1, -0.2], { load: 0 }],
    ['setpoints that are NaN', [Number.NaN, Number.NaN, Number.NaN], { brakeReleased: false, load: 0 }],
    ['missing setpoints', [1], { brakeReleased: true, contactorClosed: false, load: 0 }],
  ])('reach the plant: %s', async (_what, setpoints, expected) => {
    const hal = await opened();
    hal.write(RUNNING);
    hal.write(Float64Array.from(setpoints));
    expect(hal.plant.drivetrain).toMatchObject(expected);
  });
});

describe('a run of the simulated HAL', () => {
  async function run(seed: number): Promise<number[]> {
    const hal = await opened(0, { seed });
    const seen: number[] = [];
    hal.write(Float64Array.of(1, 1, 0));
    hal.inject({ kind: 'noise', channel: 'chain.velocity', sigma: 0.1 }, { startS: 20, endS: 40 });
    hal.inject({ kind: 'airLeak', share: 0.3 }, { startS: 30, endS: 35 });
    advance(hal, 0, 60, () => {
      if (hal.timeS === 6) hal.write(RUNNING);
      if (hal.timeS === 45) hal.plant.air = 0.6;
      seen.push(...hal.samples.value);
    });
    return [...seen, hal.plant.velocity, hal.energyLedgerError()];
  }

  it('is identical to the bit for the same seed', async () => {
    expect(await run(7)).toEqual(await run(7));
  });

  it('differs for another seed with the same plant', async () => {
    const [a, b] = [await run(7), await run(8)];
    expect(a.slice(0, -2)).not.toEqual(b.slice(0, -2));
    expect(a.slice(-2)).toEqual(b.slice(-2));
  });

  it('uses a changed temperature of the water', async () => {
    const hal = await opened(0, { noise: 0 });
    hal.plant.waterTemperature = 15.5;
    hal.advance(1);
    expect(hal.samples.value[hal.samples.indexOf('water.temperature')]).toBe(15.5);
  });
});
