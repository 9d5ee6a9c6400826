// The table of built-in alarms: its ids, and the conditions that are functions of the plant.
import { describe, expect, it } from 'vitest';
import type {
  AlarmCondition,
  BuiltInDefinition,
  WatchedPlant,
} from '../../src/catalogue/alarm-definition.js';
import {
  builtInIds,
  builtInOf,
  isFamilyAlarm,
  OUTPUT_ALARMS,
  OUTSIDE_CONDITIONS,
  SENSOR_ALARMS,
  SINGLE_ALARMS,
} from '../../src/catalogue/alarm-ids.js';
import { BUILT_INS } from '../../src/catalogue/alarms.js';
import { CHANNELS, LOG, Rig } from '../control/alarms/fixture.js';

const MEASURED: Readonly<Record<string, number>> = {
  'generator.power': 4400,
  'generator.temperature': 41,
  'pneumatics.tankPressure': 257_000,
  'pneumatics.compressorPower': 12_000,
  'host.temperature': 55,
  'host.undervoltage': 0,
  'host.throttled': 0,
  'host.memoryAvailable': 3e9,
  'host.diskFree': 20e9,
  'host.fileSystemErrors': 0,
  'host.diskWear': 0.1,
};

const HEALTHY: WatchedPlant = {
  state: 'running',
  rateHz: 15,
  configuredRateHz: 15,
  degradation: 0,
  degradationCause: null,
  stateForS: 100,
  chainTurns: true,
  chainIsSlow: false,
  chainSpeedMps: 1.5,
  startFailed: false,
  stopFailed: false,
  load: 0.75,
  promisedPowerW: 4400,
  powerIsDoubted: false,
  supplyIsDoubted: false,
  cutInPa: 380_000,
  cutOutPa: 400_000,
  hostIsSilent: false,
  measured: (channel) => MEASURED[channel] ?? Number.NaN,
  lowerOfTwo: (channel) => MEASURED[channel] ?? Number.NaN,
  higherOfTwo: (channel) => MEASURED[channel] ?? Number.NaN,
};

describe('the table of built-in alarms', () => {
  it('gives an id for each sensor, for each output with a feedback contact, and for each alarm that there is once', () => {
    expect(builtInIds(['chain.velocity'], ['brake'])).toEqual([
      ...SENSOR_ALARMS.map((kind) => `${kind}.chain.velocity`),
      ...OUTPUT_ALARMS.map((kind) => `${kind}.brake`),
      ...SINGLE_ALARMS,
    ]);
    expect([...SENSOR_ALARMS, ...OUTPUT_ALARMS, ...SINGLE_ALARMS].toSorted()).toEqual(
      Object.keys(BUILT_INS).toSorted(),
    );
  });

  it.each(builtInIds(['bearing.temperature'], ['main-contactor']))('takes the id %s apart again', (id) => {
    const found = builtInOf(id)!;
    const { perSensor, perOutput } = found.definition as BuiltInDefinition;
    const subject = perSensor ? found.channel : found.output;
    expect(perSensor || perOutput ? `${found.kind}.${subject}` : found.kind).toBe(id);
    expect(found.definition).toBe(BUILT_INS[found.kind]);
  });

  it('gives an alarm about the computer the channel of its figure', () => {
    expect(builtInOf('host_hot')?.channel).toBe('host.temperature');
    expect(builtInOf('host_silent')?.channel).toBeNull();
  });

  it.each(['overspeeed', 'sensor_lost', 'sensor_lots.chain.velocity', 'overspeed.chain.velocity', ''])(
    'knows no alarm %j',
    (id) => {
      expect(builtInOf(id)).toBeNull();
    },
  );

  it('tells alarms of sensors and outputs, whether or not there is such a channel or output', () => {
    const ids = ['sensor_lost', 'sensor_lost.x', 'output_feedback.x', 'sensor_lots.x', 'overspeed'];
    expect(ids.map(isFamilyAlarm)).toEqual([true, true, true, false, false]);
  });

  it.each(Object.entries(BUILT_INS))(
    'says what to do about %s, in one sentence',
    (_id, { active, advice }) => {
      expect(advice).toMatch(/^[A-Z][^.]*(\.[^ .][^.]*)*\.$/);
      expect(active).not.toMatch(/\.$/);
    },
  );

  it('waits 5 s before it ends an alarm that a loose contact would repeat', () => {
    const delays = [BUILT_INS.sensor_lost, BUILT_INS.sensor_invalid, BUILT_INS.overspeed].map(
      (a) => a.offDelay,
    );
    expect(delays).toEqual([5, 5, 5]);
  });

  it('has the conditions that come from outside of the core', () => {
    expect(OUTSIDE_CONDITIONS).toContain('emergency_stop');
    expect(OUTSIDE_CONDITIONS).not.toContain('overspeed');
  });
});

describe('a condition that is a function of the plant', () => {
  const conditions = SINGLE_ALARMS.flatMap((id): [string, AlarmCondition][] => {
    const { condition } = BUILT_INS[id];
    return typeof condition === 'object' ? [[id, condition]] : [];
  });

  it.each(conditions)('of %s does not hold on a healthy plant', (_id, condition) => {
    expect(condition.holds(HEALTHY, false)).toBe(false);
  });

  it('raises its alarm with value and cause, and clears it', () => {
    const rig = new Rig({ log: LOG, channels: CHANNELS });
    rig.monitor.judgeBuiltIns({ ...HEALTHY, degradation: 2, degradationCause: 'missed_ticks' });
    expect(rig.tick()).toMatchObject([
      {
        rule: 'degraded',
        value: 2,
        message:
          'the controller runs degraded (because of missed_ticks). Look for the cause in the health report.',
      },
    ]);
    rig.monitor.judgeBuiltIns(HEALTHY);
    expect(rig.tick()).toMatchObject([{ rule: 'degraded', state: 'cleared', value: 0 }]);
  });

  it('of an overrun tolerates one missed tick in five seconds', () => {
    const { holds } = BUILT_INS.loop_overrun.condition;
    expect(holds({ ...HEALTHY, rateHz: 14.8 }, false)).toBe(false);
    expect(holds({ ...HEALTHY, rateHz: 14.6 }, false)).toBe(true);
  });

  it('of an overrun ends it when no tick was missed in five seconds', () => {
    const { holds } = BUILT_INS.loop_overrun.condition;
    expect(holds({ ...HEALTHY, rateHz: 14.8 }, true)).toBe(true);
    expect(holds({ ...HEALTHY, rateHz: 15 }, true)).toBe(false);
  });
});

describe('the alarms of the machine', () => {
  /** Whether the condition holds on the healthy plant with these differences. */
  function holds(
    id:
      | 'no_power'
      | 'no_air'
      | 'not_turning'
      | 'turning'
      | 'winding_hot'
      | 'tank_pressure_high'
      | 'start_failed'
      | 'stop_failed',
    plant: Partial<WatchedPlant>,
    measured: Readonly<Record<string, number>> = {},
    held = false,
  ): boolean | null {
    const values = { ...MEASURED, ...measured };
    const { condition } = BUILT_INS[id] as { condition: AlarmCondition };
    const value = (name: string) => values[name] ?? Number.NaN;
    const readings = { measured: value, lowerOfTwo: value, higherOfTwo: value };
    return condition.holds({ ...HEALTHY, ...readings, ...plant }, held);
  }

  it.each([
    [{}, 439, true],
    [{}, 441, false],
    [{ load: 0 }, 0, false],
    [{ chainTurns: false }, 0, false],
    [{ state: 'stopping' }, 0, false],
    [{ promisedPowerW: 0 }, -5, false],
    [{ promisedPowerW: Number.NaN }, 0, null],
    [{}, Number.NaN, null],
    // The sensor that is named wrong is the alarm.
    [{ powerIsDoubted: true }, 0, null],
    [{ powerIsDoubted: true, load: 0 }, 0, false],
  ] as const)('no_power: with %j and %d W it is %s', (plant, power, expected) => {
    expect(holds('no_power', plant, { 'generator.power': power })).toBe(expected);
  });

  it.each([
    [99, 379_000, 'running', true],
    [100, 379_000, 'running', false],
    [0, 380_000, 'running', false],
    [0, 300_000, 'starting', false],
    [Number.NaN, 300_000, 'running', null],
    [0, Number.NaN, 'running', null],
    // One of the two is enough to know that all is well.
    [Number.NaN, 390_000, 'running', false],
    [12_000, Number.NaN, 'running', false],
  ] as const)('no_air: with %d W at %d Pa in %s it is %s', (power, pressure, state, expected) => {
    const measured = { 'pneumatics.compressorPower': power, 'pneumatics.tankPressure': pressure };
    expect(holds('no_air', { state }, measured)).toBe(expected);
  });

  it('no_air: is not judged by a stuck sensor of the compressor, unless the tank shows that all is well', () => {
    const judged = (pressure: number) =>
      holds(
        'no_air',
        { supplyIsDoubted: true },
        { 'pneumatics.compressorPower': 0, 'pneumatics.tankPressure': pressure },
      );
    expect([judged(300_000), judged(390_000)]).toEqual([null, false]);
  });

  it.each([
    ['running', true, true],
    ['running', false, false],
    ['running', null, null],
    ['starting', true, false],
    ['stopping', true, false],
    ['standby', true, false],
  ] as const)('not_turning: in %s with a slow chain (%s) it is %s', (state, chainIsSlow, expected) => {
    expect(holds('not_turning', { state, chainIsSlow })).toBe(expected);
  });

  it.each([
    ['standby', true, 3, true],
    ['tripped', true, 3, true],
    ['tripped', true, 1.9, false],
    ['tripped', false, 3, false],
    ['running', true, 3, false],
    ['stopping', true, 3, false],
  ] as const)(
    'turning: in %s with a chain that turns (%s) after %d s it is %s',
    (state, chainTurns, stateForS, expected) => {
      expect(holds('turning', { state, chainTurns, stateForS })).toBe(expected);
    },
  );

  it('turning is not judged while no speed is measured', () => {
    expect(holds('turning', { state: 'standby', chainTurns: false, chainSpeedMps: Number.NaN })).toBeNull();
  });

  it.each([
    ['winding_hot', 'generator.temperature', 130, 125],
    ['tank_pressure_high', 'pneumatics.tankPressure', 440_000, 428_000],
  ] as const)('%s: begins above its limit and ends below the hysteresis', (id, channel, limit, back) => {
    const at = (value: number, held: boolean) => holds(id, {}, { [channel]: value }, held);
    expect([at(limit + 0.1, false), at(limit - 0.1, false)]).toEqual([true, false]);
    expect([at(back + 0.1, true), at(back - 0.1, true)]).toEqual([true, false]);
    expect(at(Number.NaN, true)).toBeNull();
  });

  it.each([
    ['winding_hot', 130, 125],
    ['tank_pressure_high', 440_000, 428_000],
  ] as const)('%s: one wrong measurement neither begins nor ends it', (id, limit, back) => {
    const at = (lower: number, higher: number, held: boolean) =>
      holds(id, { lowerOfTwo: () => lower, higherOfTwo: () => higher }, {}, held);
    expect(at(limit - 100, limit + 100, false)).toBe(false);
    expect(at(back - 100, back + 100, true)).toBe(true);
  });

  it('start_failed and stop_failed follow the plant', () => {
    expect([
      holds('start_failed', { startFailed: true }),
      holds('stop_failed', { stopFailed: true }),
    ]).toEqual([true, true]);
  });

  it('wait as the contract says', () => {
    const delays = (['not_turning', 'no_power', 'no_air', 'turning'] as const).map(
      (id) => BUILT_INS[id].onDelay,
    );
    expect(delays).toEqual([5, 10, 30, 5]);
    expect(BUILT_INS.turning.level).toBe('critical');
  });
});
