// Faults of sensors and plant, injected through the simulated HAL.
import { describe, expect, it } from 'vitest';
import { type Fault, FaultError } from '../../../hal/sim/faults.js';
import { SimHal } from '../../../hal/sim/sim-hal.js';
import { PLANT_DEFAULTS } from './plant-defaults.js';
import { advance, IGNORE } from './support.js';

const VELOCITY = 'chain.velocity';

interface Tick {
  readonly timeS: number;
  /** The value that was delivered in this tick; undefined when there was none. */
  readonly value: number | undefined;
}

async function opened(options: { extraChannels?: string[]; noise?: number } = {}): Promise<SimHal> {
  const parameters = { ...PLANT_DEFAULTS, noise: options.noise ?? 0 };
  const hal = new SimHal({ parameters, extraChannels: options.extraChannels });
  await hal.open(0, IGNORE);
  hal.write(Float64Array.of(1, 1, 0));
  return hal;
}

/** The values that a channel delivers in each tick. */
function watch(hal: SimHal, channel: string, fromS: number, toS: number): Tick[] {
  const index = hal.samples.indexOf(channel);
  const ticks: Tick[] = [];
  let before = hal.samples.deliveries[index]!;
  advance(hal, fromS, toS, () => {
    const deliveries = hal.samples.deliveries[index]!;
    const finite = hal.samples.quality[index] === 0;
    const value = deliveries === before ? undefined : finite ? hal.samples.value[index]! : Number.NaN;
    before = deliveries;
    ticks.push({ timeS: hal.timeS, value });
  });
  return ticks;
}

/** The same run with and without a fault from 2 s to 3 s, each recorded from 1 s to 4 s. */
async function compare(fault: Fault & { readonly channel: string }) {
  const [faulty, healthy] = [await opened(), await opened()];
  faulty.inject(fault, { startS: 2, endS: 3 });
  for (const hal of [faulty, healthy]) advance(hal, 0, 1);
  const expected = watch(healthy, fault.channel, 1, 4);
  return watch(faulty, fault.channel, 1, 4).map((tick, i) => ({ ...tick, healthy: expected[i]!.value! }));
}

const during = ({ timeS }: Tick) => timeS >= 2 && timeS < 3;
const outside = (tick: Tick) => !during(tick);

describe('a fault of a sensor', () => {
  const faults: (Fault & { readonly channel: string })[] = [
    { kind: 'dropout', channel: VELOCITY },
    { kind: 'stuck', channel: VELOCITY },
    { kind: 'nan', channel: VELOCITY },
    { kind: 'spike', channel: VELOCITY, value: 99 },
    { kind: 'drift', channel: VELOCITY, perSecond: 2 },
    { kind: 'noise', channel: VELOCITY, sigma: 0.5 },
    { kind: 'override', channel: VELOCITY, value: 7 },
    { kind: 'override', channel: VELOCITY, wave: { mean: 8, amplitude: 0.2, period: 1 } },
    { kind: 'delay', channel: VELOCITY, seconds: 0.5 },
  ];

  it.each(faults)('begins and ends at its times, and has no effect afterwards: $kind', async (fault) => {
    const ticks = await compare(fault);
    expect(ticks.filter(outside).length).toBe(120);
    for (const { value, healthy } of ticks.filter(outside)) expect(value).toBe(healthy);
    expect(ticks.filter(during).some(({ value, healthy }) => value !== healthy)).toBe(true);
  });

  it('does not change the other channels', async () => {
    const [faulty, healthy] = [await opened({ noise: 0.002 }), await opened({ noise: 0.002 })];
    for (const fault of faults) faulty.inject(fault, { startS: 1, endS: 3 });
    for (const hal of [faulty, healthy]) advance(hal, 0, 2);
    expect(faulty.samples.value.slice(1)).toEqual(healthy.samples.value.slice(1));
  });
});

describe('dropout', () => {
  it('delivers nothing', async () => {
    const ticks = (await compare({ kind: 'dropout', channel: VELOCITY })).filter(during);
    expect(ticks.length).toBe(60);
    for (const { value } of ticks) expect(value).toBeUndefined();
  });
});

describe('stuck', () => {
  it('repeats the last value', async () => {
    const ticks = await compare({ kind: 'stuck', channel: VELOCITY });
    const last = ticks.filter(({ timeS }) => timeS < 2).at(-1)!.value;
    for (const { value } of ticks.filter(during)) expect(value).toBe(last);
  });
});

describe('nan', () => {
  it('delivers NaN', async () => {
    for (const { value } of (await compare({ kind: 'nan', channel: VELOCITY })).filter(during))
      expect(value).toBeNaN();
  });
});

describe('spike', () => {
  it('changes one sample only', async () => {
    const ticks = (await compare({ kind: 'spike', channel: VELOCITY, value: 99 })).filter(during);
    expect(ticks[0]!.value).toBe(99);
    for (const { value, healthy } of ticks.slice(1)) expect(value).toBe(healthy);
  });
});

describe('drift', () => {
  it('adds an error that grows with time', async () => {
    const ticks = (await compare({ kind: 'drift', channel: VELOCITY, perSecond: 2 })).filter(during);
    for (const { timeS, value, healthy } of ticks) expect(value).toBeCloseTo(healthy + 2 * (timeS - 2), 9);
  });
});

describe('noise', () => {
  it('has the given standard deviation', async () => {
    const hal = await opened();
    const healthy = await opened();
    hal.inject({ kind: 'noise', channel: 'water.temperature', sigma: 3 });
    const expected = watch(healthy, 'water.temperature', 0, 60);
    const errors = watch(hal, 'water.temperature', 0, 60).map(({ value }, i) => value! - expected[i]!.value!);
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
    expect(deviation).toBeGreaterThan(2.9);
    expect(deviation).toBeLessThan(3.1);
  });
});

describe('override', () => {
  it('delivers its value instead of the value of the sensor', async () => {
    for (const { value } of (await compare({ kind: 'override', channel: VELOCITY, value: 7 })).filter(
      during,
    )) {
      expect(value).toBe(7);
    }
  });

  it('delivers a wave around a mean', async () => {
    const wave = { mean: 8, amplitude: 0.2, period: 0.8 };
    const ticks = (await compare({ kind: 'override', channel: VELOCITY, wave })).filter(during);
    for (const { timeS, value } of ticks) {
      expect(value).toBeCloseTo(8 + 0.2 * Math.sin((2 * Math.PI * (timeS - 2)) / 0.8), 9);
    }
  });

  it('is the only source of an extra channel', async () => {
    const hal = await opened({ extraChannels: ['chain.acceleration'] });
    hal.inject({ kind: 'override', channel: 'chain.acceleration', value: 45 }, { startS: 1, endS: 2 });
    for (const { timeS, value } of watch(hal, 'chain.acceleration', 0, 3)) {
      expect(value).toBe(timeS >= 1 && timeS < 2 ? 45 : undefined);
    }
  });
});

describe('delay', () => {
  it('delivers every sample later, so none at first', async () => {
    const ticks = (await compare({ kind: 'delay', channel: VELOCITY, seconds: 0.5 })).filter(during);
    ticks.forEach(({ value }, i) => {
      expect(value).toBe(i < 30 ? undefined : ticks[i - 30]!.healthy);
    });
  });
});

describe('several faults on a channel', () => {
  it('act one after the other', async () => {
    const hal = await opened();
    hal.inject({ kind: 'override', channel: VELOCITY, value: 2 });
    hal.inject({ kind: 'drift', channel: VELOCITY, perSecond: 1 });
    expect(watch(hal, VELOCITY, 0, 1).at(-1)!.value).toBeCloseTo(3, 9);
  });

  it('end one by one, at their time or by the returned function', async () => {
    const hal = await opened();
    hal.inject({ kind: 'override', channel: VELOCITY, value: 2 }, { endS: 2 });
    const end = hal.inject({ kind: 'override', channel: VELOCITY, value: 3 });
    expect(watch(hal, VELOCITY, 0, 1).at(-1)!.value).toBe(3);
    end();
    expect(watch(hal, VELOCITY, 1, 1.5).at(-1)!.value).toBe(2);
    expect(watch(hal, VELOCITY, 1.5, 2.5).at(-1)!.value).not.toBe(2);
  });
});

describe('a fault of the plant', () => {
  async function atSpeed(fault?: Fault) {
    const hal = await opened();
    advance(hal, 0, 6);
    hal.write(Float64Array.of(1, 1, 0.4));
    if (fault) hal.inject(fault, { endS: 20 });
    advance(hal, 6, 10);
    return hal;
  }
  const read = (hal: SimHal, channel: string) => hal.samples.value[hal.samples.indexOf(channel)]!;

  it('chainSlip: the generator turns slower than the chain', async () => {
    const hal = await atSpeed({ kind: 'chainSlip', share: 0.25 });
    expect(read(hal, 'generator.speed') / (25.4 * read(hal, VELOCITY))).toBeCloseTo(0.75, 2);
  });

  it('airLeak: the tank loses pressure', async () => {
    const [leaking, healthy] = [await atSpeed({ kind: 'airLeak', share: 0.5 }), await atSpeed()];
    const channel = 'pneumatics.tankPressure';
    expect(read(leaking, channel)).toBeLessThan(read(healthy, channel) - 5000);
  });

  it('loadLoss: torque and current vanish and the chain speeds up, with the contactor closed', async () => {
    const [lost, healthy] = [await atSpeed({ kind: 'loadLoss' }), await atSpeed()];
    expect(read(lost, 'generator.torque')).toBe(0);
    expect(read(lost, 'generator.current')).toBe(0);
    expect(read(healthy, 'generator.torque')).toBe(64);
    expect(read(lost, VELOCITY)).toBeGreaterThan(read(healthy, VELOCITY) + 0.3);
  });

  it.each<Fault>([{ kind: 'chainSlip', share: 0.25 }, { kind: 'airLeak', share: 0.5 }, { kind: 'loadLoss' }])(
    'leaves the ledger closed, during and after: $kind',
    async (fault) => {
      const hal = await atSpeed(fault);
      expect(hal.energyLedgerError()).toBeLessThan(1e-5);
      advance(hal, 10, 60);
      expect(hal.plant.drivetrain).toMatchObject({ slip: 0, loadLost: false });
      expect(hal.plant.pneumatics.leak).toBe(0);
      expect(hal.energyLedgerError()).toBeLessThan(1e-5);
    },
  );

  it('has the effect of the worst one when there are several of a kind', async () => {
    const hal = await atSpeed({ kind: 'chainSlip', share: 0.1 });
    hal.inject({ kind: 'chainSlip', share: 0.3 });
    advance(hal, 10, 11);
    expect(hal.plant.drivetrain.slip).toBe(0.3);
  });
});

describe('an invalid fault', () => {
  it.each<[string, Fault]>([
    ['share is 1.5, but has to be between 0 and 1', { kind: 'chainSlip', share: 1.5 }],
    ['share is NaN, but has to be between 0 and 1', { kind: 'airLeak', share: Number.NaN }],
    ['value is Infinity, but has to be finite', { kind: 'spike', channel: VELOCITY, value: Infinity }],
    ['perSecond is NaN, but has to be finite', { kind: 'drift', channel: VELOCITY, perSecond: Number.NaN }],
    ['sigma is -1, but has to be at least 0', { kind: 'noise', channel: VELOCITY, sigma: -1 }],
    ['seconds is -1, but has to be between 0 and 3600', { kind: 'delay', channel: VELOCITY, seconds: -1 }],
    ['value is NaN, but has to be finite', { kind: 'override', channel: VELOCITY, value: Number.NaN }],
    [
      'wave.period is 0, but has to be above 0',
      { kind: 'override', channel: VELOCITY, wave: { mean: 1, amplitude: 1, period: 0 } },
    ],
  ])('is refused: %s', async (message, fault) => {
    const hal = await opened();
    expect(() => hal.inject(fault)).toThrow(FaultError);
    expect(() => hal.inject(fault)).toThrow(message);
  });

  it('is refused on an unknown channel, with the list of the known ones', async () => {
    const hal = await opened();
    const fault: Fault = { kind: 'stuck', channel: 'generator.power' };
    expect(() => hal.inject(fault)).toThrow(expect.objectContaining({ code: 'unknown_channel' }));
    expect(() => hal.inject(fault)).toThrow(/no channel generator.power; it has chain.velocity, /);
  });

  it('is refused when it ends before it begins', async () => {
    const hal = await opened();
    expect(() => hal.inject({ kind: 'loadLoss' }, { startS: 5, endS: 5 })).toThrow(
      /5 s, is not after its start, 5 s/,
    );
  });
});
