// The conditions of the built-in alarms: which of them hold, which values they report, and what is known about the cause.
import { describe, expect, it } from 'vitest';
import type { WatchedPlant } from '../../../src/catalogue/alarm-definition.js';
import { BuiltInConditions } from '../../../src/control/alarms/built-in-conditions.js';
import type { AlarmHandle } from '../../../src/control/alarms/handles.js';
import { brief, Rig } from './fixture.js';
import { alarm } from './parts.js';

const LOST = 0 as AlarmHandle;
const DEGRADED = 1 as AlarmHandle;
const OVERRUN = 2 as AlarmHandle;
const HOT = 3 as AlarmHandle;
const START_FAILED = 4 as AlarmHandle;

/** A root alarm that a phase reports, and four with conditions in the table. */
function bench() {
  const alarms = [
    alarm({ id: 'sensor_lost.chain.velocity', isRoot: true }),
    alarm({ id: 'degraded' }),
    alarm({ id: 'loop_overrun' }),
    alarm({ id: 'winding_hot' }),
    alarm({ id: 'start_failed' }),
  ];
  const conditions = new BuiltInConditions(alarms.length);
  conditions.watch(alarms);
  return { conditions, alarms };
}

function plant(rest: Partial<WatchedPlant> & { windingC?: number } = {}): WatchedPlant {
  return {
    state: 'running',
    rateHz: 15,
    configuredRateHz: 15,
    degradation: 0,
    degradationCause: null,
    chainTurns: true,
    stateForS: 100,
    chainIsSlow: false,
    chainSpeedMps: 1.5,
    startFailed: false,
    stopFailed: false,
    load: 0.5,
    promisedPowerW: 4000,
    powerIsDoubted: false,
    supplyIsDoubted: false,
    cutInPa: 2e5,
    cutOutPa: 3e5,
    hostIsSilent: false,
    measured: (channel) => (channel.startsWith('host') ? Number.NaN : (rest.windingC ?? 40)),
    lowerOfTwo: () => rest.windingC ?? 40,
    higherOfTwo: () => rest.windingC ?? 40,
    ...rest,
  };
}

describe('before the first judgement', () => {
  it('no condition holds, none has a value, and each has to be judged once', () => {
    const { conditions } = bench();
    expect([...conditions.holding]).toEqual([0, 0, 0, 0, 0]);
    expect([...conditions.unknown]).toEqual([0, 0, 0, 0, 0]);
    expect([...conditions.busy]).toEqual([1, 1, 1, 1, 1]);
    expect([...conditions.values]).toEqual(Array(5).fill(Number.NaN));
    expect(conditions.rootsHaveChanged).toBe(false);
  });
});

describe('a condition that another part reports', () => {
  it('holds until that part says otherwise', () => {
    const { conditions } = bench();
    conditions.set(LOST, true);
    conditions.set(LOST, true);
    conditions.judge(plant());
    expect(conditions.holding[LOST]).toBe(1);
    conditions.set(LOST, false);
    expect(conditions.holding[LOST]).toBe(0);
  });

  it('says that the roots have changed when it is that of a root alarm and is another than before', () => {
    const { conditions } = bench();
    conditions.set(DEGRADED, true);
    conditions.set(LOST, false);
    expect(conditions.rootsHaveChanged).toBe(false);
    conditions.set(LOST, true);
    expect(conditions.rootsHaveChanged).toBe(true);
    conditions.rootsHaveChanged = false;
    conditions.set(LOST, true);
    expect(conditions.rootsHaveChanged).toBe(false);
    conditions.set(LOST, false);
    expect(conditions.rootsHaveChanged).toBe(true);
  });

  it('reports its value while it holds and when it ends, and not afterwards', () => {
    const { conditions } = bench();
    const values = Float64Array.of(1, 2, 3, 4);
    conditions.setWithValue(LOST, false, values, 0);
    expect(conditions.values[LOST]).toBeNaN();
    conditions.setWithValue(LOST, true, values, 1);
    expect([conditions.holding[LOST], conditions.values[LOST]]).toEqual([1, 2]);
    conditions.setWithValue(LOST, false, values, 2);
    expect([conditions.holding[LOST], conditions.values[LOST]]).toEqual([0, 3]);
    conditions.setWithValue(LOST, false, values, 3);
    expect(conditions.values[LOST]).toBe(3);
  });
});

describe('a condition of the table', () => {
  it('is judged from the plant: control ticks are missed when the rate is low', () => {
    const { conditions } = bench();
    conditions.judge(plant({ rateHz: 14.8 }));
    expect(conditions.holding[OVERRUN]).toBe(0);
    conditions.judge(plant({ rateHz: 12 }));
    expect([conditions.holding[OVERRUN], conditions.values[OVERRUN]]).toEqual([1, 12]);
    conditions.judge(plant({ rateHz: 15 }));
    expect(conditions.holding[OVERRUN]).toBe(0);
  });

  it('knows whether it held on the tick before: a winding is hot above 130 degC and no longer below 125', () => {
    const { conditions } = bench();
    const judged = [129, 131, 126, 124, 126].map((windingC) => {
      conditions.judge(plant({ windingC }));
      return conditions.holding[HOT];
    });
    expect(judged).toEqual([0, 1, 1, 0, 0]);
  });

  it('keeps its state and its value while it cannot be judged', () => {
    const { conditions } = bench();
    conditions.judge(plant({ windingC: 131 }));
    conditions.judge(plant({ windingC: Number.NaN }));
    expect([conditions.holding[HOT], conditions.unknown[HOT], conditions.values[HOT]]).toEqual([1, 1, 131]);
    conditions.judge(plant({ windingC: 132 }));
    expect([conditions.unknown[HOT], conditions.values[HOT]]).toEqual([0, 132]);
  });

  it('reports its value while it holds or its alarm waits for its end, and no longer', () => {
    const { conditions } = bench();
    conditions.judge(plant({ rateHz: 12 }));
    conditions.judge(plant({ rateHz: 14.9 }));
    expect(conditions.values[OVERRUN]).toBe(14.9);
    conditions.busy.fill(0);
    conditions.judge(plant({ rateHz: 15 }));
    expect(conditions.values[OVERRUN]).toBe(14.9);
    conditions.judge(plant({ rateHz: 11 }));
    expect(conditions.values[OVERRUN]).toBe(11);
  });

  it('may have no value and no cause', () => {
    const { conditions, alarms } = bench();
    conditions.judge(plant({ startFailed: true }));
    expect([conditions.holding[START_FAILED], conditions.values[START_FAILED]]).toEqual([1, Number.NaN]);
    expect(alarms[START_FAILED]?.detail).toBe('');
  });

  it('names the known cause while it holds', () => {
    const { conditions, alarms } = bench();
    conditions.judge(plant({ degradation: 0, degradationCause: 'missed_ticks' }));
    expect(alarms[DEGRADED]?.detail).toBe('');
    conditions.judge(plant({ degradation: 2, degradationCause: null }));
    expect(alarms[DEGRADED]?.detail).toBe('');
    conditions.judge(plant({ degradation: 2, degradationCause: 'missed_ticks' }));
    expect(alarms[DEGRADED]?.detail).toBe('because of missed_ticks');
    conditions.judge(plant({ degradation: 2, degradationCause: null }));
    expect(alarms[DEGRADED]?.detail).toBe('because of missed_ticks');
  });
});

describe('the alarm of a hot winding', () => {
  const judge = (rig: Rig, windingC: number) => {
    rig.monitor.judgeBuiltIns(plant({ windingC }));
    return brief(rig.tick());
  };

  it('follows the plant, and keeps its state while the temperature is not known', () => {
    const rig = new Rig();
    expect(judge(rig, 131)).toEqual(['winding_hot active 1']);
    expect(judge(rig, Number.NaN)).toEqual([]);
    expect(judge(rig, 120)).toEqual(['winding_hot cleared 1']);
  });

  it('that was active before a start does not clear before the temperature is known', () => {
    const first = new Rig();
    first.condition('winding_hot', true);
    const rig = new Rig({ remembered: first.tick() });
    for (let n = 0; n < 150; n++) expect(judge(rig, Number.NaN)).toEqual([]);
    expect(judge(rig, 40)).toEqual(['winding_hot cleared 1']);
  });
});
